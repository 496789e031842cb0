package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * How the files of a job hold rows.
 *
 * @param kind the same for all files
 * @param delimiter between values of {@link TableKind#CSV}: one ASCII character, neither a quote
 *     nor a line break
 * @param maxRowBytes longer rows are not read
 */
public record TableLayout(TableKind kind, char delimiter, int maxRowBytes) implements Serializable {
  public TableLayout {
    requireNonNull(kind, "kind is null");
    if (delimiter >= 128 || delimiter == '"' || delimiter == '\n' || delimiter == '\r') {
      throw new IllegalArgumentException(
          "the delimiter must be one ASCII character, neither a quote nor a line break");
    }
    if (maxRowBytes < 1) {
      throw new IllegalArgumentException("max-row-bytes is " + maxRowBytes + ", below 1");
    }
  }
}
