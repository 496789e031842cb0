package io.mosaicgpt.model.training.report;

import io.mosaicgpt.model.evaluation.Confusion;
import io.mosaicgpt.model.evaluation.LabelReport;
import io.mosaicgpt.model.training.run.EvaluationMetrics;
import io.mosaicgpt.model.training.run.RunMetrics;
import io.mosaicgpt.model.training.run.StepMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A run as one page that needs nothing else: no script, no style and no picture from elsewhere. */
public final class ReportPage {
  /** Instructions whose own temperatures are further apart than this share one badly. */
  private static final double TEMPERATURES_DIFFER = 1.5;

  private static final int MOST_CONFUSIONS = 20;

  /** Steps over which the thick line of the loss is smoothed: a fiftieth of all. */
  private static final int SMOOTHED_PART = 50;

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1c2430; --paper: #ffffff; --soft: #66707f;
        --rule: #d9dee5; --main: #1f5fbf; --second: #c2571a; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e3e7ed; --paper: #14181e;
        --soft: #98a2b0; --rule: #343c47; --main: #78aaf5; --second: #f0955a; } }
      body { background: var(--paper); color: var(--ink); margin: 2rem auto; max-width: 46rem;
        padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem;
        border-bottom: 1px solid var(--rule); }
      h3 { font-size: 1rem; margin-bottom: .3rem; }
      p.note, figcaption { color: var(--soft); font-size: .9rem; }
      figure { margin: 1rem 0; } svg { width: 100%; height: auto; }
      svg.square { max-width: 22rem; } div.pair { display: flex; flex-wrap: wrap; gap: 1rem; }
      div.pair figure { flex: 1 1 18rem; margin: 0; }
      svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
      svg text.axis { fill: var(--ink); }
      .grid { stroke: var(--rule); stroke-width: 1; }
      .ideal { stroke: var(--soft); stroke-dasharray: 4 4; }
      polyline { fill: none; stroke-width: 2; stroke: var(--main); }
      polyline.raw { stroke-width: 1; opacity: .35; }
      polyline.eval { stroke: var(--second); } circle.eval { fill: var(--second); }
      .bar { fill: var(--main); }
      div.wide { overflow-x: auto; }
      table { border-collapse: collapse; font-size: .9rem; }
      th, td { text-align: left; padding: .2rem .9rem .2rem 0; vertical-align: top;
        border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
      th { color: var(--soft); font-weight: 600; } td.number { text-align: right; }
      """;

  private final String name;
  private final RunRecord run;
  private final RunMetrics metrics;
  private final StringBuilder page = new StringBuilder();

  private ReportPage(String name, RunRecord run, RunMetrics metrics) {
    this.name = name;
    this.run = run;
    this.metrics = metrics;
  }

  /**
   * The page, as HTML that is also XML.
   *
   * @param name of the model
   */
  public static String of(String name, RunRecord run, RunMetrics metrics) {
    return new ReportPage(name, run, metrics).page();
  }

  private String page() {
    page.append("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\"><head>")
        .append("<meta charset=\"utf-8\"/>")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
        .append("<title>Training of ")
        .append(Html.text(name))
        .append("</title><style>\n")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Training of ")
        .append(Html.text(name))
        .append("</h1>\n");
    summary();
    curves();
    if (run.labels() != null) {
      labels(run.labels());
    }
    data();
    settings();
    return page.append("</body></html>\n").toString();
  }

  private void summary() {
    RunRecord.Result result = run.result();
    paragraph(
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
      table(List.of("Evaluation", "loss (nats per token)", "perplexity"), rows);
    }
  }

  private void curves() {
    heading("Curves");
    double[] steps = of(StepMetrics::step);
    double[] losses = of(StepMetrics::loss);
    int window = Math.max(1, losses.length / SMOOTHED_PART);
    figure(
        new Chart("step", "loss (nats per token)", false)
            .line("raw", steps, losses, false)
            .line("smooth", steps, smoothed(losses, window), false)
            .svg("Training loss"),
        "Training loss, thin, and its mean over the last %d steps, thick.".formatted(window));
    if (!metrics.evaluations().isEmpty()) {
      double[] at = metrics.evaluations().stream().mapToDouble(EvaluationMetrics::step).toArray();
      double[] loss = metrics.evaluations().stream().mapToDouble(EvaluationMetrics::loss).toArray();
      figure(
          new Chart("step", "loss (nats per token)", false)
              .line("eval", at, loss, true)
              .svg("Evaluation loss"),
          "Evaluation loss, without dropout and label smoothing%s."
              .formatted(run.result().averaged() ? ", of the averaged weights" : ""));
    }
    figure(
        new Chart("step", "gradient norm", true)
            .line("smooth", steps, of(StepMetrics::gradientNorm), false)
            .svg("Gradient norm"),
        "Length of the gradient before it was clipped.");
    figure(
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
    heading("Labels as they are served");
    for (LabelResults.OfInstruction one : labels.instructions()) {
      LabelReport report = one.report();
      subheading(one.instruction());
      table(
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
      note("No label is confused with another.");
      return;
    }
    List<List<Object>> rows = new ArrayList<>();
    worst.forEach(pair -> rows.add(List.of(pair.label(), pair.predicted(), pair.count())));
    table(List.of("right label", "given instead", "examples"), rows);
  }

  private void calibration(LabelResults labels) {
    subheading("Calibration");
    LabelResults.Calibrated calibrated = labels.calibration();
    if (calibrated == null) {
      note(
          "No temperature was fitted: the labelled examples are too few, or all of them got the"
              + " right label.");
      return;
    }
    paragraph(
        ("One temperature, %.3f, fitted on %,d examples. On the other %,d the expected calibration"
                + " error is %.4f without it and %.4f with it.")
            .formatted(
                calibrated.temperature(),
                calibrated.fittedOn(),
                calibrated.measuredOn(),
                calibrated.before().expectedCalibrationError(),
                calibrated.after().expectedCalibrationError()));
    sayWhetherTemperaturesDiffer(labels);
    page.append("<div class=\"pair\">");
    figure(ReliabilityDiagram.svg("Without temperature", calibrated.before()), "Without it.");
    figure(ReliabilityDiagram.svg("With temperature", calibrated.after()), "With it.");
    page.append("</div>\n");
    note(
        "Bars on the dashed line are those of a model that can be taken at its word; the darker a"
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
      paragraph(
          most > TEMPERATURES_DIFFER * least
              ? "The instructions differ much in the temperatures that would be their own, so one"
                  + " for all fits some of them badly:"
              : "The temperatures that would be the instructions' own are close:");
      table(List.of("instruction", "temperature of its own"), rows);
    }
  }

  private void data() {
    heading("Data");
    table(
        List.of("learned from", "times", "records", "tokens", "scored tokens", "SHA-256"),
        rows(run.data()));
    if (run.dropped() > 0) {
      note("%,d examples were left out, being too long.".formatted(run.dropped()));
    }
    if (!run.evalData().isEmpty()) {
      table(
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
              file.sha256()));
    }
    return rows;
  }

  private void settings() {
    heading("Settings");
    table(List.of("setting", "value"), rows(run.settings()));
    subheading("Where it was computed");
    table(List.of("", ""), rows(run.machine()));
    subheading("Versions");
    table(List.of("", ""), rows(run.versions()));
  }

  private static List<List<Object>> rows(Map<String, String> values) {
    List<List<Object>> rows = new ArrayList<>();
    values.forEach((key, value) -> rows.add(List.of(key, value)));
    return rows;
  }

  private void heading(String text) {
    page.append("<h2>").append(Html.text(text)).append("</h2>\n");
  }

  private void subheading(String text) {
    page.append("<h3>").append(Html.text(text)).append("</h3>\n");
  }

  private void paragraph(String text) {
    page.append("<p>").append(Html.text(text)).append("</p>\n");
  }

  private void note(String text) {
    page.append("<p class=\"note\">").append(Html.text(text)).append("</p>\n");
  }

  private void table(List<String> names, List<List<Object>> rows) {
    page.append("<div class=\"wide\">").append(Html.table(names, rows)).append("</div>\n");
  }

  private void figure(String svg, String caption) {
    page.append("<figure>")
        .append(svg)
        .append("<figcaption>")
        .append(Html.text(caption))
        .append("</figcaption></figure>\n");
  }
}
