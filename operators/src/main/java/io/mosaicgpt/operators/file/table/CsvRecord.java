package io.mosaicgpt.operators.file.table;

import io.mosaicgpt.model.generation.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** The values of one record of separated values, RFC 4180. */
final class CsvRecord {
  private final String text;
  private final char delimiter;
  private final List<String> values = new ArrayList<>();
  private int at;

  private CsvRecord(String text, char delimiter) {
    this.text = text;
    this.delimiter = delimiter;
  }

  /**
   * Takes a record apart.
   *
   * @param text without its line break
   * @throws RowException when a quoted value does not end, or text follows its end
   */
  static List<String> values(String text, char delimiter) throws RowException {
    CsvRecord record = new CsvRecord(text, delimiter);
    record.value();
    while (record.at < text.length()) {
      record.at++; // the delimiter
      record.value();
    }
    return record.values;
  }

  private void value() throws RowException {
    if (at < text.length() && text.charAt(at) == '"') {
      quoted();
    } else {
      int end = text.indexOf(delimiter, at);
      end = end < 0 ? text.length() : end;
      values.add(text.substring(at, end));
      at = end;
    }
  }

  private void quoted() throws RowException {
    StringBuilder value = new StringBuilder();
    at++;
    while (true) {
      int quote = text.indexOf('"', at);
      if (quote < 0) {
        throw refused("begins with a quote that is never closed");
      }
      value.append(text, at, quote);
      at = quote + 1;
      if (at == text.length() || text.charAt(at) == delimiter) {
        values.add(value.toString());
        return;
      }
      if (text.charAt(at) != '"') {
        throw refused("goes on behind its closing quote");
      }
      value.append('"');
      at++;
    }
  }

  private RowException refused(String why) {
    return new RowException(
        ErrorCode.UNREADABLE_EVENT,
        "its value %d %s; write a quote within quotes twice".formatted(values.size() + 1, why));
  }
}
