package io.mosaicgpt.model.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
  private static final int BINS = 15;

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
    int[] examples = new int[BINS];
    double[] probability = new double[BINS];
    int[] correct = new int[BINS];
    for (int i = 0; i < scored.size(); i++) {
      double best = Arrays.stream(scored.probabilities(i, temperature)).max().orElseThrow();
      int bin = Math.min(BINS, Math.max(1, (int) Math.ceil(best * BINS))) - 1;
      examples[bin]++;
      probability[bin] += best;
      correct[bin] += scored.predicted(i) == scored.truth(i) ? 1 : 0;
    }
    double error =
        IntStream.range(0, BINS).mapToDouble(i -> Math.abs(correct[i] - probability[i])).sum();
    List<Bin> bins =
        IntStream.range(0, BINS)
            .filter(i -> examples[i] > 0)
            .mapToObj(
                i ->
                    new Bin(
                        (double) i / BINS,
                        (double) (i + 1) / BINS,
                        examples[i],
                        probability[i] / examples[i],
                        (double) correct[i] / examples[i]))
            .toList();
    return new Reliability(error / scored.size(), bins);
  }
}
