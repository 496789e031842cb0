package io.mosaicgpt.jobs.measure.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.measure.workload.Figures;
import io.mosaicgpt.jobs.measure.workload.RunWindow;
import io.mosaicgpt.model.engine.InferenceEngine;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The same workload on the bare engine and through the pipeline, in one process in turn.
 *
 * @param model the model's name
 * @param dtype how its weights were held
 * @param maxNumSeqs sequences computed together
 * @param maxInFlight requests that either side holds at a time
 * @param delivery guarantee of the pipeline's sinks
 * @param checkpointIntervalMs of the pipeline
 * @param engine the bare engine
 * @param pipeline through Kafka and Flink
 * @param ratio median of {@code ratios}
 * @param ratios of each pair of runs: generated tokens per second of the pipeline over those of the
 *     engine
 */
@JsonPropertyOrder({
  "model",
  "dtype",
  "max_num_seqs",
  "max_in_flight",
  "delivery",
  "checkpoint_interval_ms",
  "engine",
  "pipeline",
  "ratio",
  "ratios"
})
public record PipelineComparison(
    @JsonProperty("model") String model,
    @JsonProperty("dtype") String dtype,
    @JsonProperty("max_num_seqs") int maxNumSeqs,
    @JsonProperty("max_in_flight") int maxInFlight,
    @JsonProperty("delivery") String delivery,
    @JsonProperty("checkpoint_interval_ms") long checkpointIntervalMs,
    @JsonProperty("engine") SideReport engine,
    @JsonProperty("pipeline") PipelineReport pipeline,
    @JsonProperty("ratio") double ratio,
    @JsonProperty("ratios") List<Double> ratios) {
  public PipelineComparison {
    ratios = List.copyOf(ratios);
  }

  /** Run {@code i} of either side are a pair. */
  static PipelineComparison of(
      InferenceEngine engine, JobConfig<?> job, List<RunWindow> bare, List<PipelineRun> piped) {
    List<Double> ratios =
        IntStream.range(0, bare.size())
            .mapToObj(
                i ->
                    piped.get(i).window().generatedTokensPerSecond()
                        / bare.get(i).generatedTokensPerSecond())
            .toList();
    return new PipelineComparison(
        engine.model().config().name(),
        engine.setup().type().toString(),
        engine.setup().maxNumSeqs(),
        job.serving().options().capacity(engine.setup().maxNumSeqs()),
        job.serving().delivery().code(),
        job.checkpoints().interval().toMillis(),
        SideReport.of(bare),
        PipelineReport.of(piped),
        Figures.median(ratios, ratio -> ratio),
        ratios.stream().map(Figures::rounded).toList());
  }
}
