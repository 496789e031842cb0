package io.mosaicgpt.jobs.measure.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mosaicgpt.jobs.measure.workload.Figures;
import java.util.List;

/**
 * Figures of the runs through Kafka and Flink, each the median of the runs.
 *
 * @param side what the bare engine has, too
 * @param addedLatencyP50Ms from sending an event to its completion, less the engine's own time, one
 *     event after the other on an idle job
 * @param addedLatencyP95Ms the same
 * @param visibilityDelayP50Ms from a completion leaving the operator to a consumer of committed
 *     records having it: the wait for the checkpoint that commits it, and the way
 * @param visibilityDelayP95Ms the same
 * @param checkpoints completed while the workload was served
 */
public record PipelineReport(
    @JsonUnwrapped SideReport side,
    @JsonProperty("added_latency_p50_ms") double addedLatencyP50Ms,
    @JsonProperty("added_latency_p95_ms") double addedLatencyP95Ms,
    @JsonProperty("visibility_delay_p50_ms") double visibilityDelayP50Ms,
    @JsonProperty("visibility_delay_p95_ms") double visibilityDelayP95Ms,
    @JsonProperty("checkpoints") long checkpoints) {

  static PipelineReport of(List<PipelineRun> runs) {
    return new PipelineReport(
        SideReport.of(runs.stream().map(PipelineRun::window).toList()),
        Figures.median(runs, run -> run.addedLatencyMs().at(50)),
        Figures.median(runs, run -> run.addedLatencyMs().at(95)),
        Figures.median(runs, run -> run.visibilityDelayMs().at(50)),
        Figures.median(runs, run -> run.visibilityDelayMs().at(95)),
        (long) Figures.median(runs, PipelineRun::checkpoints));
  }
}
