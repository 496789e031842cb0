package io.mosaicgpt.jobs.command.bench;

import io.mosaicgpt.jobs.measure.fidelity.FidelityReport;
import io.mosaicgpt.jobs.measure.fidelity.FidelityRow;
import java.io.PrintWriter;

/** Prints a comparison of types for people. */
final class FidelityTable {
  private FidelityTable() {}

  static void print(PrintWriter out, FidelityReport report) {
    out.printf(
        "%,d sequences, %,d prompt tokens, %,d positions compared%n",
        report.sequences(), report.promptTokens(), report.positions());
    out.printf(
        "float32 gives its choice a probability of %.3f on average; its margin is above %s at %,d"
            + " positions%n%n",
        report.meanTopProbability(), report.margin(), report.positionsAboveMargin());
    out.printf("           logit difference          KL, nats             same choice, %%%n");
    out.printf("dtype         max     mean    rms     mean      max      all  above margin%n");
    report.dtypes().forEach(row -> print(out, row));
    out.flush();
  }

  private static void print(PrintWriter out, FidelityRow row) {
    Double clear = row.agreementAboveMargin();
    out.printf(
        "%-9s %7.4f  %7.5f  %4.2f%%  %7.1e  %7.1e  %7.2f  %12s%n",
        row.dtype(),
        row.logitDiffMax(),
        row.logitDiffMean(),
        100 * row.logitDiffRms(),
        row.klMean(),
        row.klMax(),
        row.agreement(),
        clear == null ? "-" : "%.2f".formatted(clear));
  }
}
