package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * Rows of one file that one subtask reads. Places are bytes of the file's text, which is
 * decompressed where the file is not.
 *
 * @param path as Flink takes it
 * @param begin of its first row, or of the file's header
 * @param end behind its last row
 * @param lines lines of the file before the first row
 */
public record TableSplit(String path, long begin, long end, long lines) implements Serializable {
  public TableSplit {
    requireNonNull(path, "path is null");
  }
}
