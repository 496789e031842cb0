package io.mosaicgpt.model.training.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.mosaicgpt.model.evaluation.LabelReport;
import io.mosaicgpt.model.evaluation.Reliability;
import java.util.List;

/**
 * How good a model's labels are, as they are served.
 *
 * @param examples how many were scored
 * @param dropped how many were not, being longer than the model with the longest label that their
 *     instruction has
 * @param instructions those of each instruction, with its labels to choose from
 * @param calibration what one temperature brings; null if none was fitted
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LabelResults(
    int examples, int dropped, List<OfInstruction> instructions, Calibrated calibration) {
  public LabelResults {
    instructions = List.copyOf(instructions);
  }

  /**
   * Of one instruction.
   *
   * @param report of all its examples, without a temperature
   * @param temperature that would be its own, fitted on its half alone; null if none was fitted
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OfInstruction(String instruction, LabelReport report, Double temperature) {}

  /**
   * A temperature fitted on a half of all examples, and what it brings to the other half.
   *
   * @param fittedOn examples of the one half
   * @param measuredOn examples of the other half
   * @param before reliability of the other half's probabilities as they are
   * @param after the same with the temperature
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Calibrated(
      double temperature, int fittedOn, int measuredOn, Reliability before, Reliability after) {}
}
