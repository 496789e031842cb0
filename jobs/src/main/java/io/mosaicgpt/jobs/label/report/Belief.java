package io.mosaicgpt.jobs.label.report;

import java.util.Map;
import java.util.Optional;

/**
 * A label that a row has with a probability.
 *
 * @param probability from 0 to 1; NaN if not known
 */
record Belief(String label, double probability) {
  /**
   * The likeliest label, whether or not the row was given it: what the confidence is of. A row
   * whose scores are not known has its label. Empty if there is neither or no probability.
   */
  static Optional<Belief> of(LabelledRow row) {
    Belief best = new Belief("", Double.NaN);
    String given = row.label().orElse("");
    for (Map.Entry<String, Double> score : row.scores().entrySet()) {
      double probability = score.getValue();
      boolean better =
          Double.isNaN(best.probability)
              || probability > best.probability
              // Of labels that are equally likely to a double, serving has taken the better one.
              || (probability == best.probability && score.getKey().equals(given));
      if (better && isProbability(probability)) {
        best = new Belief(score.getKey(), probability);
      }
    }
    if (Double.isNaN(best.probability) && row.label().isPresent()) {
      best = new Belief(given, row.confidence());
    }
    return isProbability(best.probability) ? Optional.of(best) : Optional.empty();
  }

  private static boolean isProbability(double value) {
    return value >= 0 && value <= 1;
  }

  /** The likeliest label of a row besides one. */
  static Optional<Belief> second(LabelledRow row, Belief first) {
    return row.scores().entrySet().stream()
        .filter(score -> !score.getKey().equals(first.label) && isProbability(score.getValue()))
        .max(Map.Entry.comparingByValue())
        .map(score -> new Belief(score.getKey(), score.getValue()));
  }

  /** The same, as it can be kept and written. */
  Belief safe() {
    return new Belief(SafeText.name(label), probability);
  }
}
