package io.mosaicgpt.jobs.label.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * What came of labelling: what {@code report.json} holds.
 *
 * @param title what was labelled
 * @param settings names and values, in their order
 * @param throughput how fast it went
 * @param rows all of them
 * @param answered rows without an error
 * @param withoutLabel answered rows that were given no label
 * @param withoutTruth answered rows whose truth is not known
 * @param errors rows with an error
 * @param errorCodes these by code, the most frequent first
 * @param labels how often which label was given, the most frequent first
 * @param otherLabels rows with labels beyond the first thousand, which the list lacks
 * @param confidences how many rows have which confidence
 * @param evaluation against the truth; null if no row has one
 * @param calibration null if none was wanted or none could be fitted
 * @param leastConfident the rows with the lowest confidence
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record Findings(
    String title,
    Map<String, String> settings,
    Throughput throughput,
    long rows,
    long answered,
    long withoutLabel,
    long withoutTruth,
    long errors,
    List<ErrorCode> errorCodes,
    List<Counts.Count> labels,
    long otherLabels,
    List<Histogram.Bin> confidences,
    Evaluation evaluation,
    CalibrationOutcome calibration,
    List<KeptRow> leastConfident) {
  /**
   * How fast it went; rates are null where the time is not known, tokens where they are not.
   *
   * @param seconds that it took
   * @param rowsPerSecond all rows by the seconds
   * @param promptTokens that were read
   * @param generatedTokens that were written
   * @param tokensPerSecond both by the seconds
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Throughput(
      double seconds,
      Double rowsPerSecond,
      Long promptTokens,
      Long generatedTokens,
      Double tokensPerSecond) {
    static Throughput of(RunFacts facts, long rows) {
      double seconds = facts.seconds();
      long tokens = facts.promptTokens() + facts.generatedTokens();
      return new Throughput(
          seconds,
          seconds > 0 ? rows / seconds : null,
          tokens > 0 ? facts.promptTokens() : null,
          tokens > 0 ? facts.generatedTokens() : null,
          seconds > 0 && tokens > 0 ? tokens / seconds : null);
    }
  }

  /**
   * Rows with the same error.
   *
   * @param rows how many
   * @param examples the first of them
   */
  record ErrorCode(String code, long rows, List<ErrorRow> examples) {}

  /**
   * A row with an error.
   *
   * @param source name of its file
   * @param line there
   * @param message why
   */
  record ErrorRow(String source, long line, String message) {}
}
