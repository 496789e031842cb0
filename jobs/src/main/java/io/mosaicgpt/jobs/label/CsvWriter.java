package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * Separated values, RFC 4180 with line feeds: the columns of the input in their order, then those
 * of the result. Lists and objects are JSON, and what is null or not there is empty.
 */
final class CsvWriter implements ResultWriter {
  private final Writer out;
  private final char delimiter;
  private final List<String> columns;

  CsvWriter(Writer out, char delimiter, ResultTable table) throws IOException {
    this.out = requireNonNull(out, "out is null");
    this.delimiter = delimiter;
    this.columns = new ArrayList<>(table.columns());
    columns.addAll(table.added().ofTexts());
    record(columns);
  }

  @Override
  public void write(String line, ResultRow row) throws IOException {
    record(columns.stream().map(column -> row.text(column).orElse("")).toList());
  }

  private void record(List<String> values) throws IOException {
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.write(delimiter);
      }
      out.write(quoted(values.get(i), values.size() == 1));
    }
    out.write('\n');
  }

  /** A line of one empty value would be a blank one, which is no row. */
  private String quoted(String value, boolean alone) {
    boolean plain =
        value.chars().noneMatch(c -> c == delimiter || c == '"' || c == '\n' || c == '\r')
            && !(alone && value.isEmpty());
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
