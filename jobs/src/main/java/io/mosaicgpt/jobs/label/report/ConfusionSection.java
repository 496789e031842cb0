package io.mosaicgpt.jobs.label.report;

import io.mosaicgpt.model.evaluation.Confusion;
import io.mosaicgpt.model.page.HeatMap;
import io.mosaicgpt.model.page.Html;
import io.mosaicgpt.model.page.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which label was given for which, with the rows behind the cells. Of many labels those that are
 * confused most are shown first and all of them on demand.
 */
final class ConfusionSection {
  /** Labels that a matrix can show with room for their names. */
  private static final int SHOWN_AT_ONCE = 16;

  /** Labels of the whole matrix: more would be no picture. */
  private static final int SHOWN_ALTOGETHER = 200;

  private static final int PAIRS = 20;

  /** Rows behind cells, of all cells. */
  private static final int ROWS = 2_000;

  private static final String NO_LABEL = "(no label)";

  private final Page page;
  private final Evaluation evaluation;
  private final CellRows cellRows;
  private final Map<Pair, Long> counts = new HashMap<>();
  private final Map<String, Long> support = new HashMap<>();

  /** Cells with rows on the page, and how they are called there. */
  private final Map<Pair, String> links = new LinkedHashMap<>();

  private record Pair(String truth, String given) {}

  ConfusionSection(Page page, Evaluation evaluation, CellRows cellRows) {
    this.page = page;
    this.evaluation = evaluation;
    this.cellRows = cellRows;
    Map<String, Long> inCells = new HashMap<>();
    for (Confusion confusion : evaluation.confusions()) {
      counts.put(new Pair(confusion.label(), confusion.predicted()), (long) confusion.count());
      inCells.merge(confusion.label(), (long) confusion.count(), Long::sum);
    }
    for (Evaluation.ByLabel label : evaluation.labels()) {
      support.put(label.label(), label.support());
      counts.put(new Pair(label.label(), label.label()), label.correct());
      long without = label.support() - label.correct() - inCells.getOrDefault(label.label(), 0L);
      counts.put(new Pair(label.label(), NO_LABEL), without);
    }
  }

  void write() {
    page.heading("Confusions");
    choosePairsWithRows();
    List<String> all =
        evaluation.labels().stream()
            .limit(SHOWN_ALTOGETHER)
            .map(Evaluation.ByLabel::label)
            .sorted()
            .toList();
    page.markup("<div id=\"matrix\">");
    if (all.size() <= SHOWN_AT_ONCE) {
      matrix(all, false);
    } else {
      matrix(mostConfused(), false);
    }
    page.markup("</div>\n");
    page.markup(
        "<p class=\"note\"><span class=\"key\">right</span><span class=\"key"
            + " wrong\">wrong</span>The stronger, the larger the share of the label’s rows. Choose"
            + " a cell to see rows behind it.</p>\n");
    rowsOfCells();
    if (all.size() > SHOWN_AT_ONCE) {
      page.beginDetails(
          evaluation.labels().size() > all.size()
              ? format("The matrix of the %,d most frequent labels", all.size())
              : format("The whole matrix: %,d labels", all.size()));
      matrix(all, true);
      page.endDetails();
    }
    pairs();
  }

  /** The labels of the pairs that are confused most often, those of a pair side by side. */
  private List<String> mostConfused() {
    Set<String> labels = new LinkedHashSet<>();
    for (Confusion confusion : evaluation.confusions()) {
      if (labels.size() + 2 > SHOWN_AT_ONCE) {
        break;
      }
      labels.add(confusion.label());
      labels.add(confusion.predicted());
    }
    evaluation.labels().stream()
        .map(Evaluation.ByLabel::label)
        .limit(SHOWN_AT_ONCE)
        .forEach(
            label -> {
              if (labels.size() < SHOWN_AT_ONCE) {
                labels.add(label);
              }
            });
    return List.copyOf(labels);
  }

  private void matrix(List<String> labels, boolean dense) {
    List<String> columns = new ArrayList<>(labels);
    if (evaluation.withoutLabel() > 0) {
      columns.add(NO_LABEL);
    }
    String caption =
        labels.size() < evaluation.labels().size() && !dense
            ? format(
                "The %,d labels that are confused most. A line is a truth, a column a label that"
                    + " was given.",
                labels.size())
            : "A line is a truth, a column a label that was given.";
    page.markup(new HeatMap(caption, labels, columns, cells()).html(dense));
  }

  private HeatMap.Cells cells() {
    return new HeatMap.Cells() {
      @Override
      public long count(String row, String column) {
        return counts.getOrDefault(new Pair(row, column), 0L);
      }

      @Override
      public long total(String row) {
        return support.getOrDefault(row, 0L);
      }

      @Override
      public Optional<String> link(String row, String column) {
        return Optional.ofNullable(links.get(new Pair(row, column)));
      }
    };
  }

  /** The pairs that are confused most often first, then the right ones, the most frequent first. */
  private void choosePairsWithRows() {
    List<Pair> pairs = new ArrayList<>();
    evaluation.confusions().forEach(c -> pairs.add(new Pair(c.label(), c.predicted())));
    evaluation.labels().forEach(label -> pairs.add(new Pair(label.label(), label.label())));
    int rows = 0;
    for (Pair pair : pairs) {
      int here = cellRows.rows(pair.truth(), pair.given()).size();
      if (here > 0 && rows + here <= ROWS) {
        rows += here;
        links.put(pair, "cell-" + (links.size() + 1));
      }
    }
  }

  private void rowsOfCells() {
    links.forEach(
        (pair, id) -> {
          List<KeptRow> rows = cellRows.rows(pair.truth(), pair.given());
          boolean right = pair.truth().equals(pair.given());
          long count = counts.get(pair);
          page.markup("<section class=\"cell\" id=\"" + id + "\">");
          page.subheading(
              right
                  ? format("%s: right in %s", pair.truth(), SummaryText.rows(count))
                  : format("%s → %s: %s", pair.truth(), pair.given(), SummaryText.rows(count)));
          if (count > rows.size()) {
            page.note(
                format(
                    "The %,d that the model was %s of.",
                    rows.size(), right ? "least sure" : "surest"));
          }
          page.wide(RowTable.html(rows));
          page.markup(
              "<p class=\"back\"><a href=\"#matrix\">Back to the matrix</a></p></section>\n");
        });
  }

  private void pairs() {
    if (evaluation.confusions().isEmpty()) {
      page.note("No label was given for another.");
      return;
    }
    page.subheading("The pairs that are confused most");
    List<List<Object>> lines = new ArrayList<>();
    evaluation.confusions().stream()
        .sorted(Comparator.comparingInt(Confusion::count).reversed())
        .limit(PAIRS)
        .forEach(
            confusion -> {
              Pair pair = new Pair(confusion.label(), confusion.predicted());
              lines.add(
                  List.of(
                      confusion.label(),
                      confusion.predicted(),
                      confusion.count(),
                      Html.Figure.percent(
                          (double) confusion.count() / support.get(confusion.label())),
                      new Html.Markup(
                          links.containsKey(pair)
                              ? "<a href=\"#" + links.get(pair) + "\">rows</a>"
                              : "")));
            });
    page.table(List.of("truth", "given instead", "rows", "of the truth’s rows", ""), lines);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
