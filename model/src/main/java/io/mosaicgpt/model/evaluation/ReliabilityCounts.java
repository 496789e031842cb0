package io.mosaicgpt.model.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a {@link Reliability} is made of, example by example. */
public final class ReliabilityCounts {
  private static final int BINS = 15;

  private final int[] examples = new int[BINS];
  private final double[] probability = new double[BINS];
  private final int[] correct = new int[BINS];

  /**
   * Counts an example.
   *
   * @param probability of the label that is given, from 0 to 1
   * @param right whether it is the example's own
   */
  public void add(double probability, boolean right) {
    int bin = Math.min(BINS, Math.max(1, (int) Math.ceil(probability * BINS))) - 1;
    examples[bin]++;
    this.probability[bin] += probability;
    correct[bin] += right ? 1 : 0;
  }

  /** The reliability so far; empty without examples. */
  public Optional<Reliability> reliability() {
    int all = IntStream.of(examples).sum();
    if (all == 0) {
      return Optional.empty();
    }
    double error =
        IntStream.range(0, BINS).mapToDouble(i -> Math.abs(correct[i] - probability[i])).sum();
    List<Reliability.Bin> bins =
        IntStream.range(0, BINS)
            .filter(i -> examples[i] > 0)
            .mapToObj(
                i ->
                    new Reliability.Bin(
                        (double) i / BINS,
                        (double) (i + 1) / BINS,
                        examples[i],
                        probability[i] / examples[i],
                        (double) correct[i] / examples[i]))
            .toList();
    return Optional.of(new Reliability(error / all, bins));
  }
}
