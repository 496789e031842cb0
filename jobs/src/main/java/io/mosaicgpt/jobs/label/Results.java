package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.file.table.RawRecord;
import io.mosaicgpt.operators.file.table.RecordReader;
import io.mosaicgpt.operators.file.table.TableKind;
import io.mosaicgpt.operators.file.table.TableLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the lines that jobs have written; one is in memory at a time. A row that is there twice
 * counts once: of two jobs that did not know of each other both may have answered it, and alike.
 */
final class Results {
  private static final TableLayout LAYOUT =
      new TableLayout(TableKind.JSONL, ',', Integer.MAX_VALUE - 8);

  /** Takes rows. */
  @FunctionalInterface
  interface RowConsumer {
    void accept(String line, ResultRow row) throws IOException;
  }

  private final ResultTable table;
  private final Map<String, BitSet> seen = new HashMap<>();

  /** Of files that are given one after the other. */
  Results(ResultTable table) {
    this.table = requireNonNull(table, "table is null");
  }

  /** Gives every row of some files to somebody, as a line and read. */
  static void forEach(List<Path> files, ResultTable table, RowConsumer consumer)
      throws IOException {
    new Results(table).next(files, consumer);
  }

  /** The same of further files: without the rows that those before had. */
  void next(List<Path> files, RowConsumer consumer) throws IOException {
    lines(
        files,
        line -> {
          ResultRow row = ResultRow.of(line);
          BitSet ofFile = seen.computeIfAbsent(table.path(row), path -> new BitSet());
          int number = Math.toIntExact(table.line(row));
          if (!ofFile.get(number)) {
            ofFile.set(number);
            consumer.accept(line, row);
          }
        });
  }

  /** How many rows files have. */
  static long count(List<Path> files, ResultTable table) throws IOException {
    long[] count = new long[1];
    forEach(files, table, (line, row) -> count[0]++);
    return count[0];
  }

  /** How many lines files have: at least as many as rows, and sooner counted. */
  static long lines(List<Path> files) throws IOException {
    long[] count = new long[1];
    lines(files, line -> count[0]++);
    return count[0];
  }

  @FunctionalInterface
  private interface LineConsumer {
    void accept(String line) throws IOException;
  }

  private static void lines(List<Path> files, LineConsumer consumer) throws IOException {
    for (Path file : files) {
      try (RecordReader lines = new RecordReader(Files.newInputStream(file), LAYOUT, 0, 0)) {
        for (RawRecord line = lines.next(); line != null; line = lines.next()) {
          consumer.accept(new String(line.bytes(), StandardCharsets.UTF_8));
        }
      }
    }
  }
}
