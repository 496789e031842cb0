package io.mosaicgpt.model.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Arrays;
import java.util.List;

/**
 * Whether the probability of the label that is given is the share of examples that it is right for:
 * examples in 15 bins of equal width by that probability (Guo et al., "On Calibration of Modern
 * Neural Networks", 2017). A bin holds its upper bound and not its lower one.
 *
 * @param expectedCalibrationError mean over the examples of what accuracy and mean probability of
 *     their bin differ by, from 0 to 1
 * @param bins those with examples, from the lowest
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Reliability(double expectedCalibrationError, List<Bin> bins) {
  public Reliability {
    bins = List.copyOf(bins);
  }

  /**
   * Examples whose labels were given with about the same probability.
   *
   * @param from lower bound of the probability, excluded
   * @param to upper bound, included
   * @param examples how many, at least 1
   * @param probability their mean
   * @param accuracy share of them whose label is right
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Bin(double from, double to, int examples, double probability, double accuracy) {}

  /** The reliability of probabilities with a temperature. */
  public static Reliability of(ScoredExamples scored, double temperature) {
    ReliabilityCounts counts = new ReliabilityCounts();
    for (int i = 0; i < scored.size(); i++) {
      counts.add(
          Arrays.stream(scored.probabilities(i, temperature)).max().orElseThrow(),
          scored.predicted(i) == scored.truth(i));
    }
    return counts.reliability().orElseThrow();
  }
}
