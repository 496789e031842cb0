package io.mosaicgpt.jobs.label.report;

import io.mosaicgpt.jobs.terminal.Plural;
import io.mosaicgpt.model.evaluation.ConfidenceRanking;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What came of labelling in a few sentences. */
final class SummaryText {
  private static final int NAMED = 5;

  /** Share of the rows; with less a threshold is of no use. */
  private static final double WORTH_TELLING = 0.01;

  private SummaryText() {}

  /** All that a terminal shows, a line each. */
  static List<String> lines(Findings findings, boolean calibrating) {
    List<String> lines = new ArrayList<>();
    lines.add(rows(findings));
    if (findings.evaluation() != null) {
      lines.add(accuracy(findings.evaluation()));
      confidence(findings.evaluation()).ifPresent(lines::add);
    }
    if (findings.calibration() != null) {
      lines.add(calibration(findings.calibration()));
    } else if (calibrating) {
      lines.add(
          "No temperature was fitted: it takes about a hundred rows with truth and scores, and some"
              + " of them must be wrong.");
    }
    lines.addAll(warnings(findings));
    return lines;
  }

  /** How many rows, how fast, and what became of them. */
  static String rows(Findings findings) {
    Findings.Throughput throughput = findings.throughput();
    StringBuilder text = new StringBuilder(rows(findings.rows()));
    if (throughput.rowsPerSecond() != null) {
      text.append(
          format(
              " in %,.1f s (%s rows/s%s)",
              throughput.seconds(),
              rate(throughput.rowsPerSecond()),
              throughput.tokensPerSecond() == null
                  ? ""
                  : format(", %s tokens/s", rate(throughput.tokensPerSecond()))));
    }
    if (findings.errors() == 0) {
      return text.append('.').toString();
    }
    String codes =
        findings.errorCodes().stream()
            .limit(NAMED)
            .map(code -> format("%,d %s", code.rows(), code.code()))
            .collect(Collectors.joining(", "));
    return text.append(
            format(
                "; %,d %s: %s.",
                findings.errors(), findings.errors() == 1 ? "is an error" : "are errors", codes))
        .toString();
  }

  private static String accuracy(Evaluation evaluation) {
    return format(
        "Accuracy %.1f %% (± %.1f) on %s with truth; macro F1 %.3f over %s.",
        100 * evaluation.accuracy().value(),
        100 * evaluation.accuracy().standardError(),
        rows(evaluation.rows()),
        evaluation.macroF1(),
        Plural.of(evaluation.labels().size(), "label"));
  }

  private static Optional<String> confidence(Evaluation evaluation) {
    if (evaluation.reliability() == null) {
      return Optional.empty();
    }
    StringBuilder text =
        new StringBuilder(
            format(
                "Confidence: expected calibration error %.3f",
                evaluation.reliability().expectedCalibrationError()));
    if (evaluation.auroc() != null) {
      text.append(format(", AUROC %.3f", evaluation.auroc()));
    }
    evaluation.operatingPoints().stream()
        .filter(target -> target.reached() != null)
        .filter(target -> target.accuracy() > evaluation.accuracy().value())
        .filter(target -> target.reached().coverage() >= WORTH_TELLING)
        .findFirst()
        .ifPresent(
            target -> {
              ConfidenceRanking.OperatingPoint point = target.reached();
              text.append(
                  format(
                      "; from %.3f on, %.0f %% of the rows are right in %.1f %%",
                      point.confidence(), 100 * point.coverage(), 100 * point.accuracy()));
            });
    return Optional.of(text.append('.').toString());
  }

  static String calibration(CalibrationOutcome outcome) {
    String earlier =
        outcome.earlier() == 1
            ? ""
            : format(
                " (%.3f, which the scores already had, times %.3f)",
                outcome.earlier(), outcome.factor());
    return format(
        "Temperature %.3f%s, fitted on %,d rows. On %,d others it takes the negative log likelihood"
            + " from %.4f to %.4f and the expected calibration error from %.4f to %.4f; no row's"
            + " likeliest label changes.",
        outcome.temperature(),
        earlier,
        outcome.fittedOn(),
        outcome.measuredOn(),
        outcome.before().negativeLogLikelihood(),
        outcome.after().negativeLogLikelihood(),
        outcome.before().reliability().expectedCalibrationError(),
        outcome.after().reliability().expectedCalibrationError());
  }

  /** What the reader should not miss. */
  static List<String> warnings(Findings findings) {
    List<String> warnings = new ArrayList<>();
    Evaluation evaluation = findings.evaluation();
    if (evaluation != null && !evaluation.notToChoose().isEmpty()) {
      List<Counts.Count> unknown = evaluation.notToChoose();
      long rows = unknown.stream().mapToLong(Counts.Count::rows).sum();
      String names =
          unknown.stream()
              .limit(NAMED)
              .map(count -> format("'%s'", count.name()))
              .collect(Collectors.joining(", "));
      warnings.add(
          format(
              "%,d %s of the truth %s not to choose from, so that %s cannot be right: %s%s.",
              unknown.size(),
              unknown.size() == 1 ? "label" : "labels",
              unknown.size() == 1 ? "was" : "were",
              rows(rows),
              names,
              unknown.size() > NAMED ? format(" and %,d more", unknown.size() - NAMED) : ""));
    }
    if (evaluation != null && evaluation.withoutLabel() > 0) {
      warnings.add(
          format(
              "No label was given to %s with truth, which count as wrong.",
              rows(evaluation.withoutLabel())));
    }
    if (evaluation != null && findings.withoutTruth() > 0) {
      warnings.add(
          format(
              "The truth of %s is not known; no metric counts them.",
              rows(findings.withoutTruth())));
    }
    if (evaluation != null && evaluation.beyond() > 0) {
      warnings.add(
          format(
              "There are more than a thousand labels: for %s accuracy is counted, but nothing that is"
                  + " said label by label.",
              rows(evaluation.beyond())));
    }
    return warnings;
  }

  /** Such as {@code 1 row} and {@code 2 rows}. */
  static String rows(long count) {
    return Plural.of(count, "row");
  }

  /** A number a second, with as many digits as matter. */
  static String rate(double rate) {
    return rate >= 100
        ? format("%,.0f", rate)
        : rate >= 10 ? format("%.1f", rate) : format("%.2f", rate);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
