package io.mosaicgpt.jobs.measure.pipeline;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.measure.workload.Percentiles;
import io.mosaicgpt.jobs.measure.workload.RunWindow;

/**
 * One run through Kafka and Flink.
 *
 * @param window the workload
 * @param addedLatencyMs from sending an event to its completion, without the engine's part, one
 *     event after the other on an idle job
 * @param visibilityDelayMs from a completion to a consumer of committed records having it
 * @param checkpoints completed while the workload was served
 */
record PipelineRun(
    RunWindow window, Percentiles addedLatencyMs, Percentiles visibilityDelayMs, long checkpoints) {
  PipelineRun {
    requireNonNull(window, "window is null");
    requireNonNull(addedLatencyMs, "addedLatencyMs is null");
    requireNonNull(visibilityDelayMs, "visibilityDelayMs is null");
  }
}
