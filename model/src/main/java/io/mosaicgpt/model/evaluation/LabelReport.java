package io.mosaicgpt.model.evaluation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How good a model's labels are on some examples. As JSON it has these keys in snake case.
 *
 * @param examples how many
 * @param labels to choose from
 * @param accuracy share of examples that got their own label
 * @param top3Accuracy share of examples whose own label is among the three likeliest
 * @param macroF1 mean over the labels of the harmonic mean of precision and recall; labels that no
 *     example has or got are left out
 * @param temperature that the probabilities below are computed with
 * @param negativeLogLikelihood mean over the examples of minus the natural logarithm of the
 *     probability of their own label among the labels
 * @param reliability whether the probabilities can be trusted; its keys are the report's
 * @param confusions the pairs that are confused most often, worst first, at most 20
 * @param byLabel figures of every label
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record LabelReport(
    int examples,
    int labels,
    Proportion accuracy,
    Proportion top3Accuracy,
    double macroF1,
    double temperature,
    double negativeLogLikelihood,
    @JsonUnwrapped Reliability reliability,
    List<Confusion> confusions,
    List<LabelFigures> byLabel) {
  private static final int MOST_CONFUSIONS = 20;

  public LabelReport {
    confusions = List.copyOf(confusions);
    byLabel = List.copyOf(byLabel);
  }

  /**
   * The report on scored examples.
   *
   * @param temperature of the model's calibration; 1 without
   */
  public static LabelReport of(ScoredExamples scored, double temperature) {
    List<LabelFigures> byLabel = LabelFigures.of(scored);
    return new LabelReport(
        scored.size(),
        scored.labels().size(),
        Proportion.accuracy(scored),
        Proportion.accuracy(scored, 3),
        LabelFigures.macroF1(byLabel).orElseThrow(),
        temperature,
        negativeLogLikelihood(scored, temperature),
        Reliability.of(scored, temperature),
        Confusion.worst(scored, MOST_CONFUSIONS),
        byLabel);
  }

  private static double negativeLogLikelihood(ScoredExamples scored, double temperature) {
    return IntStream.range(0, scored.size())
        .mapToDouble(i -> -scored.logProbability(i, temperature))
        .average()
        .orElseThrow();
  }
}
