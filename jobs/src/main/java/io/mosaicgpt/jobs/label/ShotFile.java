package io.mosaicgpt.jobs.label;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.operators.file.table.RawRecord;
import io.mosaicgpt.operators.file.table.RecordReader;
import io.mosaicgpt.operators.file.table.Row;
import io.mosaicgpt.operators.file.table.RowException;
import io.mosaicgpt.operators.file.table.RowParser;
import io.mosaicgpt.operators.file.table.Shot;
import io.mosaicgpt.operators.file.table.Shots;
import io.mosaicgpt.operators.file.table.TableKind;
import io.mosaicgpt.operators.file.table.TableLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the examples that rows are shown. */
final class ShotFile {
  private static final int MOST_ROW_BYTES = 1 << 20;

  /** They go to every subtask with the job. */
  private static final int MOST_SHOTS = 100_000;

  private ShotFile() {}

  /**
   * Reads a file of rows with a text and a label.
   *
   * @param labels that there are; none leaves them free
   * @throws BadInputException when it cannot be used
   */
  static Shots read(
      LabelRequest.Examples examples, LabelRequest request, List<String> labels, long seed) {
    Path file = examples.file().toAbsolutePath();
    Optional<TableKind> kind = TableFiles.kind(file);
    if (kind.isEmpty() || !Files.isRegularFile(file)) {
      throw new BadInputException(
          "--examples is '%s', which is no file of rows: name one that ends in %s."
              .formatted(examples.file(), TableFiles.KINDS));
    }
    TableLayout layout =
        new TableLayout(
            kind.get(),
            request.delimiter().orElseGet(() -> TableFiles.delimiter(file)),
            MOST_ROW_BYTES);
    List<Shot> shots = new ArrayList<>();
    Set<String> known = new HashSet<>(labels);
    try (RecordReader records = new RecordReader(InputSurvey.open(file), layout, 0, 0)) {
      RowParser parser = new RowParser(layout, header(file, records, layout));
      for (RawRecord record = records.next(); record != null; record = records.next()) {
        Shot shot = shot(file, record, parser, request);
        if (!known.isEmpty() && !known.contains(shot.label())) {
          throw refused(
              file,
              record.line(),
              "has the label '%s', which is none to choose from".formatted(shot.label()));
        }
        shots.add(shot);
        if (shots.size() > MOST_SHOTS) {
          throw refused(
              file,
              record.line(),
              "is example %d, above the most there may be".formatted(shots.size()));
        }
      }
    } catch (IOException e) {
      throw new BadInputException(
          "The examples %s cannot be read (%s): check the file.".formatted(file, e.getMessage()),
          e);
    }
    if (shots.size() < examples.perRow()) {
      throw new BadInputException(
          "The examples %s are %d, fewer than the %d that a row gets: add some, or lower --examples-per-row."
              .formatted(file, shots.size(), examples.perRow()));
    }
    return new Shots(shots, examples.perRow(), examples.selection(), seed);
  }

  private static List<String> header(Path file, RecordReader records, TableLayout layout)
      throws IOException {
    if (layout.kind() != TableKind.CSV) {
      return List.of();
    }
    RawRecord first = records.next();
    try {
      return first == null ? List.of() : RowParser.header(first, layout);
    } catch (RowException e) {
      throw refused(file, first.line(), "names no columns: " + e.getMessage());
    }
  }

  private static Shot shot(Path file, RawRecord record, RowParser parser, LabelRequest request) {
    try {
      Row row = parser.row(record);
      return new Shot(
          column(row, request.textColumn(), "text", file, record),
          column(row, request.labelColumn(), "label", file, record));
    } catch (RowException e) {
      throw refused(file, record.line(), "is no row: " + e.getMessage());
    }
  }

  private static String column(
      Row row, Optional<String> named, String otherwise, Path file, RawRecord record) {
    String column = named.filter(row.columns()::has).orElse(otherwise);
    return row.text(column)
        .filter(text -> !text.isBlank())
        .orElseThrow(
            () -> refused(file, record.line(), "has nothing in column '%s'".formatted(column)));
  }

  private static BadInputException refused(Path file, long line, String why) {
    return new BadInputException(
        "The examples %s cannot be used, line %d %s: correct it.".formatted(file, line, why));
  }
}
