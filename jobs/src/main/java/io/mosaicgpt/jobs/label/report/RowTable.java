package io.mosaicgpt.jobs.label.report;

import io.mosaicgpt.model.page.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows as a table, whose lines are cards on phones. */
final class RowTable {
  private RowTable() {}

  static String html(List<KeptRow> rows) {
    boolean judged = rows.stream().anyMatch(row -> row.truth() != null);
    List<String> names = new ArrayList<>(List.of("text", "label", "confidence"));
    if (judged) {
      names.add(2, "truth");
    }
    names.add("next likely");
    names.add("row");
    List<List<Object>> lines = new ArrayList<>();
    for (KeptRow row : rows) {
      List<Object> line = new ArrayList<>();
      line.add(row.text());
      line.add(row.label() == null ? "(none)" : row.label());
      if (judged) {
        line.add(truth(row));
      }
      line.add(probability(row.likeliest()));
      line.add(
          row.runnerUp() == null
              ? "–"
              : String.format(
                  Locale.ROOT, "%s %.3f", row.runnerUp().label(), row.runnerUp().probability()));
      line.add(row.source() + ":" + row.line());
      lines.add(line);
    }
    return Html.table("rows", names, lines);
  }

  private static Object truth(KeptRow row) {
    if (row.truth() == null) {
      return "–";
    }
    return row.truth().equals(row.label())
        ? new Html.Markup("<span class=\"hit\">" + Html.text(row.truth()) + "</span>")
        : new Html.Markup("<span class=\"miss\">" + Html.text(row.truth()) + "</span>");
  }

  private static Html.Figure probability(Belief belief) {
    return new Html.Figure(
        belief == null ? "–" : String.format(Locale.ROOT, "%.3f", belief.probability()));
  }
}
