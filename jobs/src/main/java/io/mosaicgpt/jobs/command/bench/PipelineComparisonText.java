package io.mosaicgpt.jobs.command.bench;

import io.mosaicgpt.jobs.measure.pipeline.PipelineComparison;
import io.mosaicgpt.jobs.measure.pipeline.PipelineReport;
import io.mosaicgpt.jobs.measure.pipeline.SideReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A comparison of the bare engine and the pipeline, for people. */
final class PipelineComparisonText {
  private final PrintWriter out;
  private final PipelineComparison comparison;

  private PipelineComparisonText(PrintWriter out, PipelineComparison comparison) {
    this.out = out;
    this.comparison = comparison;
  }

  static void print(PrintWriter out, PipelineComparison comparison) {
    new PipelineComparisonText(out, comparison).print();
  }

  private void print() {
    PipelineReport pipeline = comparison.pipeline();
    out.printf(
        "%s, %s, %d sequences, %d requests in flight; %s, a checkpoint every %d ms%n",
        comparison.model(),
        comparison.dtype(),
        comparison.maxNumSeqs(),
        comparison.maxInFlight(),
        comparison.delivery(),
        comparison.checkpointIntervalMs());
    out.printf("%-33s    engine   pipeline%n", "");
    row("requests", "%8.0f  ", SideReport::requests);
    row("prompt tokens", "%8.0f  ", SideReport::promptTokens);
    row("generated tokens", "%8.0f  ", SideReport::generatedTokens);
    row("first admission to last token, s", "%10.1f", SideReport::wallSeconds);
    row("generated tokens/s", "%10.1f", SideReport::generatedTokensPerSecond);
    row("latency p50, ms", "%10.1f", SideReport::latencyP50Ms);
    row("latency p95, ms", "%10.1f", SideReport::latencyP95Ms);
    only("added latency p50, ms", pipeline.addedLatencyP50Ms());
    only("added latency p95, ms", pipeline.addedLatencyP95Ms());
    only("visibility delay p50, ms", pipeline.visibilityDelayP50Ms());
    only("visibility delay p95, ms", pipeline.visibilityDelayP95Ms());
    out.printf("%-33s%10s %8d%n", "checkpoints", "", pipeline.checkpoints());
    out.printf("%-33s%10s %10.3f%s%n", "ratio", "", comparison.ratio(), runs());
    out.flush();
  }

  private void row(String name, String format, ToDoubleFunction<SideReport> value) {
    String line =
        ("%-33s" + format + " " + format)
            .formatted(
                name,
                value.applyAsDouble(comparison.engine()),
                value.applyAsDouble(comparison.pipeline().side()));
    out.println(line.stripTrailing());
  }

  private void only(String name, double value) {
    out.printf("%-33s%10s %10.1f%n", name, "", value);
  }

  private String runs() {
    List<Double> ratios = comparison.ratios();
    return ratios.size() == 1
        ? ""
        : ratios.stream()
            .map("%.3f"::formatted)
            .collect(Collectors.joining(", ", "   median of ", ""));
  }
}
