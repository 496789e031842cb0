package io.mosaicgpt.jobs.measure.fidelity;

/**
 * How far one type's logits lie from float32's, over rows of logits at the same positions. Sums are
 * in double.
 */
final class LogitDifference {
  private final double margin;
  private long rows;
  private long numbers;
  private double largest;
  private double absolute;
  private double squares;
  private double referenceSquares;
  private double divergence;
  private double largestDivergence;
  private long agreeing;
  private long clear;
  private long clearAgreeing;
  private double topProbability;

  /**
   * Nothing compared yet.
   *
   * @param margin the float32 choice is clear where its first logit is this far above its second
   */
  LogitDifference(double margin) {
    this.margin = margin;
  }

  /** Takes in one position; both rows have the same length, of at least 2. */
  void add(float[] reference, float[] other) {
    addNumbers(reference, other);
    addDivergence(reference, other);
    TopTwo top = TopTwo.of(reference);
    boolean agrees = top.first() == TopTwo.of(other).first();
    rows++;
    agreeing += agrees ? 1 : 0;
    if (top.margin() > margin) {
      clear++;
      clearAgreeing += agrees ? 1 : 0;
    }
  }

  private void addNumbers(float[] reference, float[] other) {
    for (int i = 0; i < reference.length; i++) {
      double difference = (double) other[i] - reference[i];
      largest = Math.max(largest, Math.abs(difference));
      absolute += Math.abs(difference);
      squares += difference * difference;
      referenceSquares += (double) reference[i] * reference[i];
    }
    numbers += reference.length;
  }

  /** KL(float32 || other) of the softmax of both, in nats. */
  private void addDivergence(float[] reference, float[] other) {
    double referenceNorm = logSumExp(reference);
    double otherNorm = logSumExp(other);
    double sum = 0;
    double top = 0;
    for (int i = 0; i < reference.length; i++) {
      double logProbability = reference[i] - referenceNorm;
      double probability = Math.exp(logProbability);
      sum += probability * (logProbability - (other[i] - otherNorm));
      top = Math.max(top, probability);
    }
    // Zero for equal rows, and never below but for rounding.
    double nats = Math.max(0, sum);
    divergence += nats;
    largestDivergence = Math.max(largestDivergence, nats);
    topProbability += top;
  }

  private static double logSumExp(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return largest + Math.log(sum);
  }

  /** The figures so far; at least one row must have been added. */
  FidelityRow row(String dtype) {
    return new FidelityRow(
        dtype,
        largest,
        absolute / numbers,
        Math.sqrt(squares / referenceSquares),
        divergence / rows,
        largestDivergence,
        100.0 * agreeing / rows,
        clear == 0 ? null : 100.0 * clearAgreeing / clear);
  }

  /** Positions compared. */
  long rows() {
    return rows;
  }

  /** Positions at which float32's choice is clear. */
  long clearRows() {
    return clear;
  }

  /** Mean probability that float32 gives its own choice. */
  double meanTopProbability() {
    return topProbability / rows;
  }
}
