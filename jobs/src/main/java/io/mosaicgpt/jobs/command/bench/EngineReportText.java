package io.mosaicgpt.jobs.command.bench;

import io.mosaicgpt.jobs.measure.engine.EngineReport;
import io.mosaicgpt.jobs.measure.engine.ReportComparison;
import io.mosaicgpt.jobs.measure.workload.StepParts;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A report of the bare engine, for people. */
final class EngineReportText {
  private EngineReportText() {}

  static void print(PrintWriter out, EngineReport report, Optional<ReportComparison> comparison) {
    out.printf(
        "%s, %s on %s, %d sequences%n",
        report.model(), report.dtype(), report.device(), report.maxNumSeqs());
    out.printf("processor              %s%n", report.processor());
    out.printf("linear kernel          %s%n", report.linearKernel());
    out.printf("requests               %10d%n", report.requests());
    out.printf("prompt tokens          %10d%n", report.promptTokens());
    out.printf(
        "  computed, reused     %10d, %d%n",
        report.promptTokensComputed(), report.promptTokensReused());
    out.printf("generated tokens       %10d%n", report.generatedTokens());
    out.printf("wall time              %12.1f s%n", report.wallSeconds());
    out.printf(
        "generated tokens/s     %12.1f%s%n", report.generatedTokensPerSecond(), runs(report));
    out.printf("prefill tokens/s       %12.1f%n", report.prefillTokensPerSecond());
    out.printf("latency p50            %12.1f ms%n", report.latencyP50Ms());
    out.printf("latency p95            %12.1f ms%n", report.latencyP95Ms());
    out.printf("time to first token p50%12.1f ms%n", report.timeToFirstTokenP50Ms());
    out.printf("one sequence, tokens/s %12.1f%n", report.decodeTokensPerSecond());
    out.printf(
        "  of memory bandwidth  %12.1f %% of %.1f GB/s%n",
        100 * report.decodeMemoryShare(), report.memoryReadGbPerSecond());
    out.printf(
        "prefill of matrix rate %12.1f %% of %.1f GFLOP/s%n",
        100 * report.prefillMatrixShare(),
        Math.max(report.matrixGflops256Rows(), report.matrixGflops512Rows()));
    out.printf("a step, mean of %-7d%12.1f ms%n", report.steps(), report.stepMs());
    if (report.stepParts() != null) {
      print(out, report.stepParts(), report.stepMs());
    }
    comparison.ifPresent(compared -> print(out, compared));
    out.flush();
  }

  private static void print(PrintWriter out, StepParts parts, double step) {
    Map<String, Double> byName = new LinkedHashMap<>();
    byName.put("linears", parts.linears());
    byName.put("attention", parts.attention());
    byName.put("head", parts.head());
    byName.put("norms, sums", parts.norms());
    byName.put("sampling", parts.sampling());
    byName.put("host", parts.host());
    byName.forEach(
        (name, millis) ->
            out.printf("  %-21s%12.2f ms %5.1f %%%n", name, millis, 100 * millis / step));
  }

  private static String runs(EngineReport report) {
    List<Double> runs = report.runs();
    return runs.size() == 1
        ? ""
        : runs.stream()
            .map("%.1f"::formatted)
            .collect(Collectors.joining(", ", "   median of ", ""));
  }

  private static void print(PrintWriter out, ReportComparison comparison) {
    out.printf("%nthis run over the earlier one%n");
    comparison.ratios().forEach((figure, ratio) -> out.printf("  %-30s %8.3f%n", figure, ratio));
    for (String difference : comparison.differences()) {
      out.printf("  careful: %s%n", difference);
    }
  }
}
