package io.mosaicgpt.model.generation;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How labels are judged by their log probabilities. Immutable; {@link #DEFAULTS} and the {@code
 * with} methods make one.
 *
 * @param scoring what a label's score is
 * @param threshold probability below which a label does not count, 0 to 1; null for none, which
 *     with {@code multi} is {@value #MULTI_THRESHOLD}
 * @param fallback the label where none counts; null for none
 * @param multi whether each label is answered yes or no on its own, so that several may hold
 * @param calibration what scores are held against
 */
public record LabelOptions(
    Scoring scoring, Double threshold, String fallback, boolean multi, Calibration calibration)
    implements Serializable {
  /** The likeliest label by the sum, whatever its probability. */
  public static final LabelOptions DEFAULTS =
      new LabelOptions(Scoring.SUM, null, null, false, Calibration.NONE);

  /** What {@code multi} takes for a threshold where none is given. */
  public static final double MULTI_THRESHOLD = 0.5;

  /** What a label's score is. */
  public enum Scoring {
    /** The log probability of all its tokens and its end's. */
    SUM,
    /** The same, divided by the number of tokens. */
    MEAN;

    /** The scoring of that name, in lower case. */
    public static Optional<Scoring> parse(String name) {
      return named(values(), name);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What scores are held against. */
  public enum Calibration {
    /** Nothing. */
    NONE,
    /** The scores of the same labels for a text without content (Zhao et al., 2021). */
    CONTEXTUAL;

    /** The calibration of that name, in lower case. */
    public static Optional<Calibration> parse(String name) {
      return named(values(), name);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public LabelOptions {
    requireNonNull(scoring, "scoring is null");
    requireNonNull(calibration, "calibration is null");
    if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "label_threshold is %s, but is a probability: set 0 to 1, or leave it out"
              .formatted(threshold));
    }
    if (fallback != null && fallback.isBlank()) {
      throw new IllegalArgumentException(
          "label_fallback is blank: name the label where none counts, or leave it out");
    }
    if (fallback != null && threshold == null && !multi) {
      throw new IllegalArgumentException(
          "label_fallback is set without label_threshold: say below which probability it counts,"
              + " or leave it out");
    }
  }

  private static <E extends Enum<E>> Optional<E> named(E[] values, String name) {
    return Arrays.stream(values).filter(value -> value.toString().equals(name)).findFirst();
  }

  /** The probability from which on a label counts. */
  public double leastProbability() {
    if (threshold != null) {
      return threshold;
    }
    return multi ? MULTI_THRESHOLD : 0;
  }

  public boolean contextual() {
    return calibration == Calibration.CONTEXTUAL;
  }
}
