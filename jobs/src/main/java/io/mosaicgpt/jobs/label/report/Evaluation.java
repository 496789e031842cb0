package io.mosaicgpt.jobs.label.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.mosaicgpt.model.evaluation.ConfidenceRanking;
import io.mosaicgpt.model.evaluation.Confusion;
import io.mosaicgpt.model.evaluation.LabelFigures;
import io.mosaicgpt.model.evaluation.Proportion;
import io.mosaicgpt.model.evaluation.Reliability;
import java.util.List;

/**
 * How good the labels of rows are whose truth is known.
 *
 * @param rows that have truth and an answer
 * @param correct rows that were given their truth
 * @param withoutLabel rows that were given no label, which count as wrong
 * @param accuracy share of the rows that are correct
 * @param macroF1 mean F1 of the labels that a row has or got
 * @param confidences rows with a confidence: what the figures below are of. They ask whether the
 *     likeliest label is the truth, also where a threshold put a fallback in its place
 * @param auroc the probability that a right row has a higher confidence than a wrong one; null if
 *     all are right or all wrong
 * @param reliability by the confidence; null without confidences
 * @param coverage accuracy of the most confident rows
 * @param operatingPoints how much can be answered at some accuracies
 * @param labels figures of every label, the most frequent first
 * @param notToChoose labels of the truth that the run could not give, the most frequent first
 * @param confusions which label was given for which, the most frequent first
 * @param beyond rows that are in none of the three lists before, having labels beyond the first
 *     thousand
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record Evaluation(
    long rows,
    long correct,
    long withoutLabel,
    Proportion accuracy,
    double macroF1,
    long confidences,
    Double auroc,
    @JsonUnwrapped Reliability reliability,
    List<Coverage> coverage,
    List<Target> operatingPoints,
    List<ByLabel> labels,
    List<Counts.Count> notToChoose,
    List<Confusion> confusions,
    long beyond) {
  /**
   * A point of the coverage curve.
   *
   * @param coverage share of the rows that are answered, the most confident ones
   * @param accuracy share of these that are right
   * @param confidence that they have at least
   */
  record Coverage(double coverage, double accuracy, double confidence) {}

  /**
   * The most that can be answered at an accuracy.
   *
   * @param accuracy that is wanted
   * @param reached where and how much; null if no threshold reaches it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Target(double accuracy, ConfidenceRanking.OperatingPoint reached) {}

  /**
   * A label's figures.
   *
   * @param precision share of the rows that got it which have it; 0 if none got it
   * @param recall share of the rows that have it which got it; 0 if none has it
   * @param f1 their harmonic mean; 0 if both are 0
   * @param support rows that have it
   * @param given rows that got it
   * @param correct rows that have it and got it
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record ByLabel(
      String label,
      double precision,
      double recall,
      double f1,
      long support,
      long given,
      long correct) {
    static ByLabel of(LabelFigures figures) {
      return new ByLabel(
          figures.label(),
          figures.precision(),
          figures.recall(),
          figures.f1(),
          figures.examples(),
          figures.predicted(),
          figures.correct());
    }
  }
}
