package io.mosaicgpt.jobs.measure.engine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Optional;

/**
 * A report as JSON, with a key {@code comparison} behind its own if it was compared.
 *
 * @param report the report
 * @param comparison null if it was not compared
 */
public record ComparedReport(
    @JsonUnwrapped EngineReport report,
    @JsonProperty("comparison") @JsonInclude(JsonInclude.Include.NON_NULL)
        ReportComparison comparison) {
  /** A report and what it was compared with, if with anything. */
  public static ComparedReport of(EngineReport report, Optional<ReportComparison> comparison) {
    return new ComparedReport(report, comparison.orElse(null));
  }
}
