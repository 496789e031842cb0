package io.mosaicgpt.jobs.label;

import io.mosaicgpt.operators.file.table.RawRecord;
import io.mosaicgpt.operators.file.table.RecordReader;
import io.mosaicgpt.operators.file.table.TableKind;
import io.mosaicgpt.operators.file.table.TableLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the lines that a job has written; one is in memory at a time. */
final class Results {
  private static final TableLayout LAYOUT =
      new TableLayout(TableKind.JSONL, ',', Integer.MAX_VALUE - 8);

  /** Takes lines. */
  @FunctionalInterface
  interface LineConsumer {
    void accept(String line) throws IOException;
  }

  private Results() {}

  /** Gives every line of some files to somebody. */
  static void forEach(List<Path> files, LineConsumer consumer) throws IOException {
    for (Path file : files) {
      try (RecordReader lines = new RecordReader(Files.newInputStream(file), LAYOUT, 0, 0)) {
        for (RawRecord line = lines.next(); line != null; line = lines.next()) {
          consumer.accept(new String(line.bytes(), StandardCharsets.UTF_8));
        }
      }
    }
  }

  /** How many lines files have. */
  static long count(List<Path> files) throws IOException {
    long[] count = new long[1];
    forEach(files, line -> count[0]++);
    return count[0];
  }
}
