package io.mosaicgpt.model.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.mosaicgpt.model.client.LabelScores;
import java.util.Arrays;
import java.util.List;

/**
 * How well a score tells examples that one of the labels is right for from those that none is.
 *
 * @param auroc the probability that one of the former has a higher score than one of the latter, a
 *     tie counting half: area under the receiver operating characteristic, 0.5 for no use
 * @param threshold the score from which on an example is best taken for one that a label is right
 *     for: that with the highest balanced accuracy, of equal ones the lowest
 * @param balancedAccuracy with that threshold, the mean of the shares of both groups that are told
 *     right
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ScopeSeparation(double auroc, double threshold, double balancedAccuracy) {
  /** One score and the group it is of. */
  private record Score(double value, boolean inside) {}

  /**
   * Measures it.
   *
   * @param inside scores of examples that a label is right for, at least one, none NaN
   * @param outside scores of the others, the same
   */
  public static ScopeSeparation of(double[] inside, double[] outside) {
    if (inside.length == 0 || outside.length == 0) {
      throw new IllegalArgumentException("both groups need an example");
    }
    Score[] scores = new Score[inside.length + outside.length];
    Arrays.setAll(
        scores,
        i ->
            i < inside.length
                ? new Score(inside[i], true)
                : new Score(outside[i - inside.length], false));
    if (Arrays.stream(scores).anyMatch(score -> Double.isNaN(score.value()))) {
      throw new IllegalArgumentException("a score is NaN");
    }
    // Without the sign of zero, by which doubles compare.
    Arrays.sort(
        scores, (a, b) -> a.value() == b.value() ? 0 : Double.compare(a.value(), b.value()));
    return of(scores, inside.length, outside.length);
  }

  /** Goes up the scores, equal ones together. */
  private static ScopeSeparation of(Score[] scores, long inside, long outside) {
    double wins = 0;
    double threshold = scores[0].value();
    double best = 0;
    long insideBelow = 0;
    long outsideBelow = 0;
    for (int from = 0; from < scores.length; ) {
      double balanced =
          ((double) (inside - insideBelow) / inside + (double) outsideBelow / outside) / 2;
      if (balanced > best) {
        best = balanced;
        threshold = scores[from].value();
      }
      long insideHere = 0;
      long outsideHere = 0;
      int to = from;
      for (; to < scores.length && scores[to].value() == scores[from].value(); to++) {
        insideHere += scores[to].inside() ? 1 : 0;
        outsideHere += scores[to].inside() ? 0 : 1;
      }
      wins += insideHere * (outsideBelow + outsideHere / 2.0);
      insideBelow += insideHere;
      outsideBelow += outsideHere;
      from = to;
    }
    return new ScopeSeparation(wins / ((double) inside * outside), threshold, best);
  }

  /**
   * Measures it for the probability of the likeliest label, as serving shows it.
   *
   * @param inside log probabilities of the labels for examples that one of them is right for
   * @param outside the same for the others
   */
  public static ScopeSeparation ofBestProbability(
      List<double[]> inside, List<double[]> outside, double temperature) {
    return of(best(inside, temperature), best(outside, temperature));
  }

  private static double[] best(List<double[]> logprobs, double temperature) {
    return logprobs.stream()
        .mapToDouble(l -> Arrays.stream(LabelScores.softmax(l, temperature)).max().orElseThrow())
        .toArray();
  }
}
