package io.mosaicgpt.model.page;

import java.util.List;
import java.util.Locale;

/** Pieces of a page that is also XML. */
public final class Html {
  private Html() {}

  /** A text as it may stand in an element or an attribute. */
  public static String text(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\n', '\t' -> safe.append(' ');
                // XML has no place for these, not even escaped.
                default -> safe.appendCodePoint(isAllowed(c) ? c : '\uFFFD');
              }
            });
    return safe.toString();
  }

  private static boolean isAllowed(int c) {
    return c >= ' ' && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
  }

  /** A number as it is to be shown, for a table's cell. */
  public record Figure(String text) {
    /** A share of 1 in per cent. */
    public static Figure percent(double share) {
      return new Figure(Double.isNaN(share) ? "–" : format("%.1f %%", 100 * share));
    }
  }

  /** What is HTML already, for a table's cell. */
  public record Markup(String html) {}

  /** A table with a line of names; numbers go to the right. */
  public static String table(List<String> names, List<List<Object>> rows) {
    return table("", names, rows);
  }

  /**
   * A table with a line of names; numbers go to the right.
   *
   * @param style classes of the page's style; with {@code rows}, each row is a card on phones
   */
  public static String table(String style, List<String> names, List<List<Object>> rows) {
    StringBuilder table =
        new StringBuilder(style.isEmpty() ? "<table>" : "<table class=\"")
            .append(style.isEmpty() ? "" : style + "\">");
    table.append("<thead><tr>");
    for (int i = 0; i < names.size(); i++) {
      boolean number = !rows.isEmpty() && isNumber(rows.get(0).get(i));
      table
          .append(number ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">")
          .append(text(names.get(i)))
          .append("</th>");
    }
    table.append("</tr></thead><tbody>");
    for (List<Object> row : rows) {
      table.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        Object cell = row.get(i);
        table.append(isNumber(cell) ? "<td class=\"number\"" : "<td");
        if (!style.isEmpty()) {
          table.append(" data-name=\"").append(text(names.get(i))).append('"');
        }
        table
            .append('>')
            .append(cell instanceof Markup markup ? markup.html() : text(shown(cell)))
            .append("</td>");
      }
      table.append("</tr>");
    }
    return table.append("</tbody></table>").toString();
  }

  private static boolean isNumber(Object cell) {
    return cell instanceof Number || cell instanceof Figure;
  }

  private static String shown(Object cell) {
    if (cell instanceof Figure figure) {
      return figure.text();
    }
    if (cell instanceof Double number) {
      return format("%.4f", number);
    }
    return cell instanceof Number number ? format("%,d", number.longValue()) : String.valueOf(cell);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
