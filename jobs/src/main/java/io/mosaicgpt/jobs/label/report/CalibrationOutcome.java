package io.mosaicgpt.jobs.label.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.evaluation.LabelReport;
import io.mosaicgpt.model.evaluation.Proportion;
import io.mosaicgpt.model.evaluation.Reliability;
import io.mosaicgpt.model.evaluation.ScoredExamples;
import io.mosaicgpt.model.evaluation.TemperatureFit;
import java.util.Optional;

/**
 * A temperature that was fitted on half of the rows, and what it brings to the other half.
 *
 * @param temperature of the model's labels from now on: the earlier one times the factor
 * @param earlier that the scores were computed with; 1 without
 * @param factor that was fitted to these scores
 * @param fittedOn rows of the one half
 * @param measuredOn rows of the other half
 * @param outside rows whose truth was none of the labels, which take no part
 * @param before the other half as it was labelled
 * @param after the same with the factor
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record CalibrationOutcome(
    double temperature,
    double earlier,
    double factor,
    int fittedOn,
    int measuredOn,
    long outside,
    Measured before,
    Measured after) {
  /**
   * How a half fares with a temperature.
   *
   * @param accuracy which no temperature changes
   * @param negativeLogLikelihood mean over the rows of minus the natural logarithm of the
   *     probability of their truth
   * @param reliability by the probability of the likeliest label
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Measured(
      Proportion accuracy, double negativeLogLikelihood, @JsonUnwrapped Reliability reliability) {
    private static Measured of(ScoredExamples rows, double factor) {
      LabelReport report = LabelReport.of(rows, factor);
      return new Measured(report.accuracy(), report.negativeLogLikelihood(), report.reliability());
    }
  }

  /** Fits it; empty where the rows do not say how sure the model may be. */
  static Optional<CalibrationOutcome> of(CalibrationHalves halves, double earlier) {
    Optional<ScoredExamples> fitted = halves.fitted().filter(TemperatureFit::isPossible);
    Optional<ScoredExamples> measured = halves.measured();
    if (fitted.isEmpty() || measured.isEmpty()) {
      return Optional.empty();
    }
    double factor = TemperatureFit.of(fitted.get());
    return Optional.of(
        new CalibrationOutcome(
            earlier * factor,
            earlier,
            factor,
            fitted.get().size(),
            measured.get().size(),
            halves.outside(),
            Measured.of(measured.get(), 1),
            Measured.of(measured.get(), factor)));
  }

  /** For the model's directory; its errors are those of the half that it was not fitted on. */
  Calibration calibration(int labels) {
    return new Calibration(
        temperature,
        Optional.of(
            new Calibration.Fit(
                fittedOn,
                labels,
                before.reliability().expectedCalibrationError(),
                after.reliability().expectedCalibrationError())));
  }
}
