package io.mosaicgpt.jobs.label.report;

import io.mosaicgpt.jobs.terminal.Plural;
import io.mosaicgpt.model.evaluation.Reliability;
import io.mosaicgpt.model.page.Chart;
import io.mosaicgpt.model.page.Html;
import io.mosaicgpt.model.page.Page;
import io.mosaicgpt.model.page.ReliabilityDiagram;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What came of labelling as a page to read. */
final class LabelPage {
  /** Lines of a table that is longer than can be taken in; the others are shown on demand. */
  private static final int FIRST_LINES = 12;

  private final Findings findings;
  private final CellRows cellRows;
  private final Page page;

  private LabelPage(Findings findings, CellRows cellRows) {
    this.findings = findings;
    this.cellRows = cellRows;
    this.page = new Page("Labels of " + findings.title(), LabelReport.GENERATOR);
  }

  static String of(Findings findings, CellRows cellRows) {
    return new LabelPage(findings, cellRows).html();
  }

  private String html() {
    Evaluation evaluation = findings.evaluation();
    page.lead(SummaryText.rows(findings));
    page.tiles(tiles());
    SummaryText.warnings(findings).forEach(page::warning);
    distribution();
    confidences();
    if (evaluation != null) {
      byLabel(evaluation);
      new ConfusionSection(page, evaluation, cellRows).write();
      reliability(evaluation);
      coverage(evaluation);
    }
    calibration();
    leastConfident();
    errors();
    run();
    return page.html();
  }

  private List<Page.Tile> tiles() {
    List<Page.Tile> tiles = new ArrayList<>();
    Evaluation evaluation = findings.evaluation();
    if (evaluation != null) {
      tiles.add(
          new Page.Tile(
              "accuracy",
              percent(evaluation.accuracy().value()),
              format(
                  "± %.1f, of %s",
                  100 * evaluation.accuracy().standardError(),
                  SummaryText.rows(evaluation.rows()))));
      tiles.add(
          new Page.Tile(
              "macro F1",
              format("%.3f", evaluation.macroF1()),
              "over " + Plural.of(evaluation.labels().size(), "label")));
      if (evaluation.reliability() != null) {
        tiles.add(
            new Page.Tile(
                "ECE",
                format("%.3f", evaluation.reliability().expectedCalibrationError()),
                "expected calibration error"));
      }
      tiles.add(
          new Page.Tile(
              "AUROC",
              evaluation.auroc() == null ? "–" : format("%.3f", evaluation.auroc()),
              "does confidence tell right from wrong"));
    }
    tiles.add(
        new Page.Tile(
            "rows", format("%,d", findings.rows()), format("%,d answered", findings.answered())));
    tiles.add(
        new Page.Tile(
            "errors",
            format("%,d", findings.errors()),
            findings.errors() == 0
                ? "every row was answered"
                : Plural.of(findings.errorCodes().size(), "code")));
    if (findings.throughput().rowsPerSecond() != null) {
      tiles.add(
          new Page.Tile(
              "rows/s",
              SummaryText.rate(findings.throughput().rowsPerSecond()),
              format("%,.0f s", findings.throughput().seconds())));
    }
    return tiles;
  }

  private void distribution() {
    page.heading("Labels");
    if (findings.labels().isEmpty()) {
      page.note("No row was given a label.");
      return;
    }
    Evaluation evaluation = findings.evaluation();
    page.note(
        format(
            "%s given to %s.%s",
            findings.labels().size() == 1
                ? "1 label was"
                : Plural.of(findings.labels().size(), "different label") + " were",
            SummaryText.rows(findings.answered() - findings.withoutLabel()),
            findings.otherLabels() == 0
                ? ""
                : format(
                    " Labels beyond the first thousand were given to another %s.",
                    SummaryText.rows(findings.otherLabels()))));
    if (evaluation != null) {
      page.note("The thin bar is how many rows should have the label.");
    }
    long most = findings.labels().get(0).rows();
    List<List<Object>> lines = new ArrayList<>();
    for (Counts.Count count : findings.labels()) {
      long support = support(evaluation, count.name());
      String bars = bar("", (double) count.rows() / most);
      if (support >= 0) {
        bars += bar("truth", Math.min(1, (double) support / most));
      }
      lines.add(
          List.of(
              count.name(),
              count.rows(),
              Html.Figure.percent(
                  (double) count.rows() / (findings.answered() - findings.withoutLabel())),
              new Html.Markup("<span class=\"share\">" + bars + "</span>")));
    }
    collapsed("labels", "", List.of("label", "rows", "share", ""), lines);
  }

  private static String bar(String style, double share) {
    return format(
        "<span%s style=\"width:%.1f%%\"></span>",
        style.isEmpty() ? "" : " class=\"" + style + "\"", 100 * share);
  }

  private static long support(Evaluation evaluation, String label) {
    return evaluation == null
        ? -1
        : evaluation.labels().stream()
            .filter(figures -> figures.label().equals(label))
            .mapToLong(Evaluation.ByLabel::support)
            .findFirst()
            .orElse(-1);
  }

  private void collapsed(String what, String style, List<String> names, List<List<Object>> lines) {
    int first = lines.size() <= FIRST_LINES + 5 ? lines.size() : FIRST_LINES;
    page.wide(Html.table(style, names, lines.subList(0, first)));
    if (first < lines.size()) {
      page.beginDetails(format("The other %,d %s", lines.size() - first, what));
      page.wide(Html.table(style, names, lines.subList(first, lines.size())));
      page.endDetails();
    }
  }

  private void confidences() {
    page.heading("Confidence");
    long all = findings.confidences().stream().mapToLong(Histogram.Bin::rows).sum();
    if (all == 0) {
      page.note("No row has a confidence.");
      return;
    }
    Chart chart = new Chart("confidence", "rows", true).across(0, 1);
    boolean judged = findings.evaluation() != null;
    List<List<Object>> lines = new ArrayList<>();
    for (Histogram.Bin bin : findings.confidences()) {
      String range = format("%.2f to %.2f", bin.from(), bin.to());
      stack(chart, range, bin);
      lines.add(
          judged
              ? List.of(range, bin.right(), bin.wrong(), bin.unknown())
              : List.of(range, bin.unknown()));
    }
    page.figure(chart.svg("Rows by confidence"), "How many rows have which confidence.");
    if (judged) {
      page.markup(
          "<p class=\"note\"><span class=\"key\">right</span><span class=\"key wrong\">wrong</span>"
              + (findings.withoutTruth() > 0
                  ? "<span class=\"key unknown\">truth not known</span>"
                  : "")
              + "</p>\n");
    }
    page.beginDetails("The same as a table");
    page.table(
        judged
            ? List.of("confidence", "right", "wrong", "truth not known")
            : List.of("confidence", "rows"),
        lines);
    page.endDetails();
  }

  private void stack(Chart chart, String range, Histogram.Bin bin) {
    boolean judged = findings.evaluation() != null;
    double low = 0;
    long[] counts = {bin.right(), bin.wrong(), bin.unknown()};
    String[] names = {"right", "wrong", judged ? "truth not known" : "rows"};
    String[] styles = {"bar", "bar wrong", judged ? "bar unknown" : "bar"};
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        chart.bar(
            styles[i],
            new Chart.Bar(bin.from(), bin.to(), low, low + counts[i]),
            1,
            format("%s: %,d %s", range, counts[i], names[i]));
        low += counts[i];
      }
    }
  }

  private void byLabel(Evaluation evaluation) {
    page.heading("Label by label");
    page.note(
        "Precision: of the rows that got the label, the share that should have it. Recall: of the"
            + " rows that should have it, the share that got it. F1: their harmonic mean. Support:"
            + " how many should have it. The lowest F1 comes first.");
    List<List<Object>> lines = new ArrayList<>();
    evaluation.labels().stream()
        .sorted(Comparator.comparingDouble(Evaluation.ByLabel::f1))
        .forEach(
            label ->
                lines.add(
                    List.of(
                        label.label(),
                        figure("%.3f", label.precision()),
                        figure("%.3f", label.recall()),
                        figure("%.3f", label.f1()),
                        label.support(),
                        label.given())));
    collapsed(
        "labels", "", List.of("label", "precision", "recall", "F1", "support", "given"), lines);
  }

  private void reliability(Evaluation evaluation) {
    page.heading("Reliability");
    if (evaluation.reliability() == null) {
      page.note("No row has both a truth and a confidence.");
      return;
    }
    page.paragraph(
        format(
            "Expected calibration error %.4f: what confidence and accuracy differ by, on average.",
            evaluation.reliability().expectedCalibrationError()));
    page.figure(
        ReliabilityDiagram.svg("Accuracy by confidence", evaluation.reliability()),
        "Bars that end on the dashed line are those of a model that can be taken at its word;"
            + " shorter ones say that it is too sure. The stronger a bar, the more rows it is of.");
    reliabilityTable(evaluation.reliability());
  }

  private void reliabilityTable(Reliability reliability) {
    page.beginDetails("The same as a table");
    List<List<Object>> lines = new ArrayList<>();
    reliability
        .bins()
        .forEach(
            bin ->
                lines.add(
                    List.of(
                        format("%.3f to %.3f", bin.from(), bin.to()),
                        bin.examples(),
                        figure("%.3f", bin.probability()),
                        figure("%.3f", bin.accuracy()),
                        figure("%+.3f", bin.probability() - bin.accuracy()))));
    page.table(List.of("confidence", "rows", "mean confidence", "accuracy", "difference"), lines);
    page.endDetails();
  }

  private void coverage(Evaluation evaluation) {
    if (evaluation.coverage().isEmpty()) {
      return;
    }
    page.heading("Coverage");
    double[] share =
        evaluation.coverage().stream().mapToDouble(point -> 100 * point.coverage()).toArray();
    double[] accuracy =
        evaluation.coverage().stream().mapToDouble(point -> 100 * point.accuracy()).toArray();
    page.figure(
        new Chart("rows answered, the most confident first (%)", "accuracy (%)", false)
            .across(0, 100)
            .up(100, 100)
            .line("smooth", share, accuracy, false)
            .svg("Accuracy by coverage"),
        "Accuracy when only the most confident rows are answered.");
    page.subheading("Where to answer from");
    List<List<Object>> lines = new ArrayList<>();
    for (Evaluation.Target target : evaluation.operatingPoints()) {
      boolean reached = target.reached() != null;
      lines.add(
          List.of(
              format("%.0f %%", 100 * target.accuracy()),
              reached ? figure("%.4f", target.reached().confidence()) : new Html.Figure("none"),
              reached ? Html.Figure.percent(target.reached().coverage()) : new Html.Figure("0 %"),
              reached ? Html.Figure.percent(target.reached().accuracy()) : new Html.Figure("–")));
    }
    page.table(List.of("to be right in", "least confidence", "rows answered", "right"), lines);
    page.note(
        "The lowest threshold that reached it on these rows; --label-threshold takes it."
            + " Confidences are counted in fine bins of their log odds, so that a threshold is at"
            + " most 0.00025 too low.");
    page.beginDetails("The curve as a table");
    List<List<Object>> points = new ArrayList<>();
    for (int i = 4; i < evaluation.coverage().size(); i += 5) {
      Evaluation.Coverage point = evaluation.coverage().get(i);
      points.add(
          List.of(
              format("%.0f %%", 100 * point.coverage()),
              Html.Figure.percent(point.accuracy()),
              figure("%.4f", point.confidence())));
    }
    page.table(List.of("rows answered", "accuracy", "least confidence"), points);
    page.endDetails();
  }

  private void calibration() {
    CalibrationOutcome outcome = findings.calibration();
    if (outcome == null) {
      return;
    }
    page.heading("Calibration");
    page.paragraph(SummaryText.calibration(outcome));
    page.table(
        List.of("on the half not fitted on", "before", "after"),
        List.of(
            List.of(
                "accuracy",
                Html.Figure.percent(outcome.before().accuracy().value()),
                Html.Figure.percent(outcome.after().accuracy().value())),
            List.of(
                "expected calibration error",
                outcome.before().reliability().expectedCalibrationError(),
                outcome.after().reliability().expectedCalibrationError()),
            List.of(
                "negative log likelihood (nats)",
                outcome.before().negativeLogLikelihood(),
                outcome.after().negativeLogLikelihood())));
    page.markup("<div class=\"pair\">");
    page.figure(ReliabilityDiagram.svg("Before", outcome.before().reliability()), "Before.");
    page.figure(ReliabilityDiagram.svg("After", outcome.after().reliability()), "After.");
    page.markup("</div>\n");
  }

  private void leastConfident() {
    page.heading("Least confident rows");
    if (findings.leastConfident().isEmpty()) {
      page.note("No row has a confidence.");
      return;
    }
    page.note(
        format(
            "The %s that the model was least sure of: what to look at first, and what to correct for"
                + " a better model.",
            SummaryText.rows(findings.leastConfident().size())));
    page.wide(RowTable.html(findings.leastConfident()));
  }

  private void errors() {
    page.heading("Errors");
    if (findings.errors() == 0) {
      page.note("Every row was answered.");
      return;
    }
    List<List<Object>> lines = new ArrayList<>();
    for (Findings.ErrorCode code : findings.errorCodes()) {
      StringBuilder examples = new StringBuilder();
      code.examples()
          .forEach(
              row ->
                  examples
                      .append("<div>")
                      .append(Html.text(format("%s:%d", row.source(), row.line())))
                      .append(" ")
                      .append(Html.text(row.message()))
                      .append("</div>"));
      lines.add(
          List.of(
              new Html.Markup("<code>" + Html.text(code.code()) + "</code>"),
              code.rows(),
              new Html.Markup(examples.toString())));
    }
    page.wide(Html.table("rows", List.of("code", "rows", "the first of them"), lines));
  }

  private void run() {
    page.heading("The run");
    List<List<Object>> lines = new ArrayList<>();
    Findings.Throughput throughput = findings.throughput();
    if (throughput.rowsPerSecond() != null) {
      lines.add(
          List.of(
              "time",
              format(
                  "%,.1f s, %s rows per second",
                  throughput.seconds(), SummaryText.rate(throughput.rowsPerSecond()))));
    }
    if (throughput.promptTokens() != null) {
      lines.add(
          List.of(
              "tokens",
              format(
                  "%,d read, %,d written%s",
                  throughput.promptTokens(),
                  throughput.generatedTokens(),
                  throughput.tokensPerSecond() == null
                      ? ""
                      : format(
                          ", %s per second", SummaryText.rate(throughput.tokensPerSecond())))));
    }
    findings.settings().forEach((name, value) -> lines.add(List.of(name, value)));
    page.table(List.of("setting", "value"), lines);
  }

  private static Html.Figure figure(String format, double value) {
    return new Html.Figure(format(format, value));
  }

  private static String percent(double share) {
    return Html.Figure.percent(share).text();
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
