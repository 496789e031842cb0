package io.mosaicgpt.model.training.report;

import io.mosaicgpt.model.evaluation.Confusion;
import io.mosaicgpt.model.evaluation.LabelReport;
import io.mosaicgpt.model.page.Chart;
import io.mosaicgpt.model.page.Html;
import io.mosaicgpt.model.page.Page;
import io.mosaicgpt.model.page.ReliabilityDiagram;
import io.mosaicgpt.model.training.run.EvaluationMetrics;
import io.mosaicgpt.model.training.run.RunMetrics;
import io.mosaicgpt.model.training.run.StepMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A run as one page that needs nothing else: no script, no style and no picture from elsewhere. */
public final class ReportPage {
  /** Instructions whose own temperatures are further apart than this share one badly. */
  private static final double TEMPERATURES_DIFFER = 1.5;

  private static final int MOST_CONFUSIONS = 20;

  /** Steps over which the thick line of the loss is smoothed: a fiftieth of all. */
  private static final int SMOOTHED_PART = 50;

  private final RunRecord run;
  private final RunMetrics metrics;
  private final Page page;

  private ReportPage(String name, RunRecord run, RunMetrics metrics) {
    this.run = run;
    this.metrics = metrics;
    this.page = new Page("Training of " + name, "mosaicgpt finetune");
  }

  /**
   * The page, as HTML that is also XML.
   *
   * @param name of the model
   */
  public static String of(String name, RunRecord run, RunMetrics metrics) {
    return new ReportPage(name, run, metrics).html();
  }

  private String html() {
    summary();
    tiles();
    curves();
    if (run.labels() != null) {
      labels(run.labels());
    }
    data();
    settings();
    return page.html();
  }

  private void summary() {
    RunRecord.Result result = run.result();
    page.lead(
        ("%,d parameters, begun with %s %s; %,d steps on %,d tokens in %,.0f s. Loss of the last"
                + " steps %.4f nats.%s")
            .formatted(
                run.model().parameters(),
                run.model().trained() ? "the weights of" : "random weights in the shape of",
                run.model().name(),
                result.steps(),
                result.tokens(),
                result.seconds(),
                result.finalLoss(),
                result.averaged() ? " The model is the moving average of the weights." : ""));
    if (result.evaluation() != null) {
      List<List<Object>> rows = new ArrayList<>();
      for (EvaluationMetrics.OfFile file : result.evaluation().files()) {
        rows.add(List.of(file.file(), file.loss(), file.perplexity()));
      }
      rows.add(List.of("all", result.evaluation().loss(), result.evaluation().perplexity()));
      page.heading("Evaluation");
      page.table(List.of("file", "loss (nats per token)", "perplexity"), rows);
    }
  }

  private void tiles() {
    RunRecord.Result result = run.result();
    List<Page.Tile> tiles = new ArrayList<>();
    tiles.add(tile("training loss", "%.3f", result.finalLoss(), "nats per token, last steps"));
    if (result.evaluation() != null) {
      tiles.add(tile("evaluation loss", "%.3f", result.evaluation().loss(), "nats per token"));
      tiles.add(tile("perplexity", "%.2f", result.evaluation().perplexity(), "of the evaluation"));
    }
    if (run.labels() != null && run.labels().instructions().size() == 1) {
      LabelReport report = run.labels().instructions().get(0).report();
      tiles.add(
          tile(
              "label accuracy",
              "%.1f %%",
              100 * report.accuracy().value(),
              "%d labels".formatted(report.labels())));
    }
    tiles.add(
        tile("tokens", "%,.0f", (double) result.tokens(), "%,d steps".formatted(result.steps())));
    tiles.add(
        tile(
            "tokens per second",
            "%,.0f",
            result.tokens() / Math.max(1, result.seconds()),
            "%,.0f s".formatted(result.seconds())));
    page.tiles(tiles);
  }

  private static Page.Tile tile(String name, String format, double value, String note) {
    return new Page.Tile(name, String.format(Locale.ROOT, format, value), note);
  }

  private void curves() {
    page.heading("Curves");
    double[] steps = of(StepMetrics::step);
    double[] losses = of(StepMetrics::loss);
    int window = Math.max(1, losses.length / SMOOTHED_PART);
    page.figure(
        new Chart("step", "loss (nats per token)", false)
            .line("raw", steps, losses, false)
            .line("smooth", steps, smoothed(losses, window), false)
            .svg("Training loss"),
        "Training loss, thin, and its mean over the last %d steps, thick.".formatted(window));
    if (!metrics.evaluations().isEmpty()) {
      double[] at = metrics.evaluations().stream().mapToDouble(EvaluationMetrics::step).toArray();
      double[] loss = metrics.evaluations().stream().mapToDouble(EvaluationMetrics::loss).toArray();
      page.figure(
          new Chart("step", "loss (nats per token)", false)
              .line("eval", at, loss, true)
              .svg("Evaluation loss"),
          "Evaluation loss, without dropout and label smoothing%s."
              .formatted(run.result().averaged() ? ", of the averaged weights" : ""));
    }
    page.figure(
        new Chart("step", "gradient norm", true)
            .line("smooth", steps, of(StepMetrics::gradientNorm), false)
            .svg("Gradient norm"),
        "Length of the gradient before it was clipped.");
    page.figure(
        new Chart("step", "learning rate", true)
            .line("smooth", steps, of(StepMetrics::learningRate), false)
            .svg("Learning rate"),
        "Learning rate.");
  }

  private double[] of(ToDoubleFunction<StepMetrics> value) {
    return metrics.steps().stream().mapToDouble(value).toArray();
  }

  private static double[] smoothed(double[] values, int window) {
    double[] means = new double[values.length];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] - (i >= window ? values[i - window] : 0);
      means[i] = sum / Math.min(i + 1, window);
    }
    return means;
  }

  private void labels(LabelResults labels) {
    page.heading("Labels as they are served");
    if (labels.dropped() > 0) {
      page.note(
          "%,d examples were left out, being too long with the longest label of their instruction."
              .formatted(labels.dropped()));
    }
    for (LabelResults.OfInstruction one : labels.instructions()) {
      LabelReport report = one.report();
      page.subheading(one.instruction());
      page.table(
          List.of("", "value", "standard error"),
          List.of(
              List.of("examples", report.examples(), ""),
              List.of("labels to choose from", report.labels(), ""),
              List.of("accuracy", report.accuracy().value(), report.accuracy().standardError()),
              List.of(
                  "own label among the three likeliest",
                  report.top3Accuracy().value(),
                  report.top3Accuracy().standardError()),
              List.of("macro F1", report.macroF1(), ""),
              List.of(
                  "negative log likelihood (nats), uncalibrated",
                  report.negativeLogLikelihood(),
                  "")));
      confusions(report);
    }
    calibration(labels);
  }

  private void confusions(LabelReport report) {
    List<Confusion> worst =
        report.confusions().subList(0, Math.min(MOST_CONFUSIONS, report.confusions().size()));
    if (worst.isEmpty()) {
      page.note("No label is confused with another.");
      return;
    }
    List<List<Object>> rows = new ArrayList<>();
    worst.forEach(pair -> rows.add(List.of(pair.label(), pair.predicted(), pair.count())));
    page.table(List.of("right label", "given instead", "examples"), rows);
  }

  private void calibration(LabelResults labels) {
    page.subheading("Calibration");
    LabelResults.Calibrated calibrated = labels.calibration();
    if (calibrated == null) {
      page.note(
          "No temperature was fitted: the labelled examples are too few, or all of them got the"
              + " right label.");
      return;
    }
    page.paragraph(
        ("One temperature, %.3f, fitted on %,d examples. On the other %,d the expected calibration"
                + " error is %.4f without it and %.4f with it.")
            .formatted(
                calibrated.temperature(),
                calibrated.fittedOn(),
                calibrated.measuredOn(),
                calibrated.before().expectedCalibrationError(),
                calibrated.after().expectedCalibrationError()));
    sayWhetherTemperaturesDiffer(labels);
    page.markup("<div class=\"pair\">");
    page.figure(ReliabilityDiagram.svg("Without temperature", calibrated.before()), "Without it.");
    page.figure(ReliabilityDiagram.svg("With temperature", calibrated.after()), "With it.");
    page.markup("</div>\n");
    page.note(
        "Bars on the dashed line are those of a model that can be taken at its word; the stronger a"
            + " bar, the more examples have that probability.");
  }

  private void sayWhetherTemperaturesDiffer(LabelResults labels) {
    List<List<Object>> rows = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (LabelResults.OfInstruction one : labels.instructions()) {
      if (one.temperature() != null) {
        least = Math.min(least, one.temperature());
        most = Math.max(most, one.temperature());
        rows.add(List.of(one.instruction(), one.temperature()));
      }
    }
    if (rows.size() > 1) {
      page.paragraph(
          most > TEMPERATURES_DIFFER * least
              ? "The instructions differ much in the temperatures that would be their own, so one"
                  + " for all fits some of them badly:"
              : "The temperatures that would be the instructions' own are close:");
      page.table(List.of("instruction", "temperature of its own"), rows);
    }
  }

  private void data() {
    page.heading("Data");
    page.table(
        List.of("learned from", "times", "records", "tokens", "scored tokens", "SHA-256"),
        rows(run.data()));
    if (run.dropped() > 0) {
      page.note("%,d examples were left out, being too long.".formatted(run.dropped()));
    }
    if (!run.evalData().isEmpty()) {
      page.table(
          List.of("measured on", "times", "records", "tokens", "scored tokens", "SHA-256"),
          rows(run.evalData()));
    }
  }

  private static List<List<Object>> rows(List<DataFile> files) {
    List<List<Object>> rows = new ArrayList<>();
    for (DataFile file : files) {
      rows.add(
          List.of(
              file.file(),
              file.times(),
              file.records(),
              file.tokens(),
              file.scoredTokens(),
              new Html.Markup("<code>" + Html.text(file.sha256()) + "</code>")));
    }
    return rows;
  }

  private void settings() {
    page.heading("Settings");
    page.table(List.of("setting", "value"), rows(run.settings()));
    page.subheading("Where it was computed");
    page.table(List.of("", ""), rows(run.machine()));
    page.subheading("Versions");
    page.table(List.of("", ""), rows(run.versions()));
  }

  private static List<List<Object>> rows(Map<String, String> values) {
    List<List<Object>> rows = new ArrayList<>();
    values.forEach((key, value) -> rows.add(List.of(key, value)));
    return rows;
  }
}
