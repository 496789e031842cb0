package io.mosaicgpt.jobs.measure.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.mosaicgpt.jobs.measure.workload.Figures;
import io.mosaicgpt.jobs.measure.workload.RunWindow;
import java.util.List;

/**
 * Figures of one side of a comparison, each the median of its runs.
 *
 * @param requests how many
 * @param promptTokens tokens of all prompts
 * @param generatedTokens tokens generated in one run
 * @param wallSeconds from the first request admitted to the last token
 * @param generatedTokensPerSecond over that time, prompts included
 * @param latencyP50Ms from a request's admission to its last token
 * @param latencyP95Ms the same
 * @param runs generated tokens per second of each run, in their order
 */
@JsonPropertyOrder({
  "requests",
  "prompt_tokens",
  "generated_tokens",
  "wall_seconds",
  "generated_tokens_per_second",
  "latency_p50_ms",
  "latency_p95_ms",
  "runs_generated_tokens_per_second"
})
public record SideReport(
    @JsonProperty("requests") int requests,
    @JsonProperty("prompt_tokens") long promptTokens,
    @JsonProperty("generated_tokens") long generatedTokens,
    @JsonProperty("wall_seconds") double wallSeconds,
    @JsonProperty("generated_tokens_per_second") double generatedTokensPerSecond,
    @JsonProperty("latency_p50_ms") double latencyP50Ms,
    @JsonProperty("latency_p95_ms") double latencyP95Ms,
    @JsonProperty("runs_generated_tokens_per_second") List<Double> runs) {
  public SideReport {
    runs = List.copyOf(runs);
  }

  public static SideReport of(List<RunWindow> runs) {
    RunWindow last = runs.get(runs.size() - 1);
    return new SideReport(
        last.requests(),
        last.promptTokens(),
        last.generatedTokens(),
        Figures.median(runs, RunWindow::seconds),
        Figures.median(runs, RunWindow::generatedTokensPerSecond),
        Figures.median(runs, run -> run.latencyMs().at(50)),
        Figures.median(runs, run -> run.latencyMs().at(95)),
        runs.stream().map(run -> Figures.rounded(run.generatedTokensPerSecond())).toList());
  }
}
