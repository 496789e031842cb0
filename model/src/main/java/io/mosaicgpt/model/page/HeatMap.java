package io.mosaicgpt.model.page;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A confusion matrix as a table whose cells are the darker, the larger their share of their row: in
 * one colour where truth and label agree, in another where they don't.
 */
public final class HeatMap {
  private final String caption;
  private final List<String> rows;
  private final List<String> columns;
  private final Cells cells;

  /** What a cell holds. */
  public interface Cells {
    /** The number in a cell. */
    long count(String row, String column);

    /** All that belongs to a row, also where no column shows it. */
    long total(String row);

    /** Where a cell leads on the page; empty if nowhere. */
    Optional<String> link(String row, String column);
  }

  /**
   * A heat map.
   *
   * @param rows right labels
   * @param columns given labels
   */
  public HeatMap(String caption, List<String> rows, List<String> columns, Cells cells) {
    this.caption = caption;
    this.rows = List.copyOf(rows);
    this.columns = List.copyOf(columns);
    this.cells = cells;
  }

  /**
   * The table, with its caption.
   *
   * @param dense whether its cells are as small as can be read
   */
  public String html(boolean dense) {
    StringBuilder html = new StringBuilder();
    html.append("<p class=\"note\">")
        .append(Html.text(caption))
        .append("</p>\n<div class=\"wide\" tabindex=\"0\"><table class=\"")
        .append(dense ? "heat dense" : "heat")
        .append("\" aria-label=\"")
        .append(Html.text(caption))
        .append("\"><thead><tr><td></td>");
    for (String column : columns) {
      String name = Html.text(column);
      html.append("<th scope=\"col\" title=\"")
          .append(name)
          .append("\"><span>")
          .append(name)
          .append("</span></th>");
    }
    html.append("</tr></thead><tbody>\n");
    for (String row : rows) {
      String name = Html.text(row);
      html.append("<tr><th scope=\"row\" title=\"")
          .append(name)
          .append("\">")
          .append(name)
          .append("</th>");
      columns.forEach(column -> cell(html, row, column));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  private void cell(StringBuilder html, String row, String column) {
    long count = cells.count(row, column);
    if (count == 0) {
      html.append("<td></td>");
      return;
    }
    String title = Html.text("%s → %s: %,d of %,d".formatted(row, column, count, cells.total(row)));
    // The root lets small shares be seen.
    double shade = 0.15 + 0.85 * Math.sqrt((double) count / Math.max(count, cells.total(row)));
    html.append(row.equals(column) ? "<td class=\"right\"" : "<td class=\"wrong\"")
        .append(String.format(Locale.ROOT, " style=\"--v:%.2f\"", shade))
        .append(" title=\"")
        .append(title)
        .append("\">");
    Optional<String> link = cells.link(row, column);
    link.ifPresent(
        target ->
            html.append("<a href=\"#")
                .append(Html.text(target))
                .append("\" aria-label=\"")
                .append(title)
                .append("\">"));
    html.append(shown(count)).append(link.isPresent() ? "</a>" : "").append("</td>");
  }

  /** A number that fits into a cell. */
  private static String shown(long count) {
    return count < 1_000
        ? String.valueOf(count)
        : count < 999_500 ? Math.round(count / 1e3) + "k" : Math.round(count / 1e6) + "M";
  }
}
