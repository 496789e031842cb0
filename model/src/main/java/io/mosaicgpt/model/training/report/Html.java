package io.mosaicgpt.model.training.report;

import java.util.List;
import java.util.Locale;

/** Pieces of a page that is also XML. */
final class Html {
  private Html() {}

  /** A text as it may stand in an element or an attribute. */
  static String text(String text) {
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

  /** A table with a line of names; numbers go to the right. */
  static String table(List<String> names, List<List<Object>> rows) {
    StringBuilder table = new StringBuilder("<table><thead><tr>");
    names.forEach(name -> table.append("<th>").append(text(name)).append("</th>"));
    table.append("</tr></thead><tbody>");
    for (List<Object> row : rows) {
      table.append("<tr>");
      for (Object cell : row) {
        table
            .append(cell instanceof Number ? "<td class=\"number\">" : "<td>")
            .append(text(shown(cell)))
            .append("</td>");
      }
      table.append("</tr>");
    }
    return table.append("</tbody></table>").toString();
  }

  private static String shown(Object cell) {
    return cell instanceof Double number
        ? String.format(Locale.ROOT, "%.4f", number)
        : cell instanceof Number number
            ? String.format(Locale.ROOT, "%,d", number.longValue())
            : String.valueOf(cell);
  }
}
