package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.digest.Sha256;
import io.mosaicgpt.operators.file.Gzip;
import io.mosaicgpt.operators.file.table.RawRecord;
import io.mosaicgpt.operators.file.table.RecordReader;
import io.mosaicgpt.operators.file.table.Row;
import io.mosaicgpt.operators.file.table.RowException;
import io.mosaicgpt.operators.file.table.RowParser;
import io.mosaicgpt.operators.file.table.SelectedRows;
import io.mosaicgpt.operators.file.table.TableKind;
import io.mosaicgpt.operators.file.table.TableLayout;
import io.mosaicgpt.operators.file.table.TableSplit;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads all rows once: counts them, names their columns, and cuts files into splits between rows,
 * with the number of each split's first line. Nobody who begins in the middle of a file could tell
 * that number, nor whether a line break stands between quotes.
 */
final class InputSurvey {
  private static final int MOST_COLUMNS = 10_000;
  private static final long SMALLEST_SPLIT = 64 << 10;
  private static final long LARGEST_SPLIT = 64 << 20;

  /** Splits for each subtask, so that they end at about the same time. */
  private static final int SPLITS_PER_SUBTASK = 4;

  private record Place(String file, long line, boolean readable) {}

  private final TableLayout layout;
  private final Extent extent;
  private final long splitBytes;
  private final MessageDigest digest = Sha256.digest();
  private final Set<String> columns = new LinkedHashSet<>();
  private final List<TableSplit> splits = new ArrayList<>();
  private final Reservoir<Place> sample;
  private final Reservoir<Row> examples;
  private final Set<String> customIds = new HashSet<>();
  private long repeatedIds;
  private final List<String> remarks = new ArrayList<>();
  private long rows;
  private long unreadable;

  private InputSurvey(TableLayout layout, Extent extent, int examples, long splitBytes) {
    this.layout = requireNonNull(layout, "layout is null");
    this.extent = requireNonNull(extent, "extent is null");
    this.splitBytes = splitBytes;
    this.sample = new Reservoir<>(extent.sample(), extent.seed());
    this.examples = new Reservoir<>(examples, extent.seed());
  }

  /**
   * Reads files.
   *
   * @param delimiter of separated values
   * @param examples rows to keep, chosen by chance where there are more
   * @param parallelism subtasks that will read them
   * @throws BadInputException when one cannot be read, or there is no row
   */
  static Survey of(
      List<Path> files,
      char delimiter,
      int maxRowBytes,
      Extent extent,
      int examples,
      int parallelism) {
    TableLayout layout = new TableLayout(kind(files, maxRowBytes), delimiter, maxRowBytes);
    long bytes = files.stream().mapToLong(InputSurvey::size).sum();
    long split = bytes / ((long) parallelism * SPLITS_PER_SUBTASK);
    InputSurvey survey =
        new InputSurvey(
            layout, extent, examples, Math.max(SMALLEST_SPLIT, Math.min(LARGEST_SPLIT, split)));
    for (Path file : files) {
      if (!survey.isEnough()) {
        survey.read(file);
      }
    }
    return survey.result(files);
  }

  private static TableKind kind(List<Path> files, int maxRowBytes) {
    TableKind kind = TableFiles.kind(files.get(0)).orElseThrow();
    for (Path file : files) {
      if (TableFiles.kind(file).orElseThrow() != kind) {
        throw new BadInputException(
            "Inputs %s and %s are of different kinds: label them one after the other."
                .formatted(files.get(0), file));
      }
    }
    return kind == TableKind.JSONL && isBatch(files.get(0), maxRowBytes) ? TableKind.BATCH : kind;
  }

  /** Requests of a batch have a body and an id. */
  private static boolean isBatch(Path file, int maxRowBytes) {
    TableLayout layout = new TableLayout(TableKind.JSONL, ',', maxRowBytes);
    try (RecordReader records = new RecordReader(open(file), layout, 0, 0)) {
      RawRecord first = records.next();
      if (first != null) {
        Row row = new RowParser(layout, List.of()).row(first);
        return row.columns().path("body").isObject() && row.columns().has("custom_id");
      }
    } catch (RowException e) {
      return false;
    } catch (IOException e) {
      throw broken(file, 0, e);
    }
    return false;
  }

  private boolean isEnough() {
    return extent.limit() > 0 && rows == extent.limit();
  }

  private void read(Path file) {
    digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
    RecordReader records = null;
    long before = rows;
    try (InputStream text = open(file)) {
      records = new RecordReader(text, layout, 0, 0);
      RowParser parser = new RowParser(layout, header(file, records));
      long begin = 0;
      long lines = 0;
      while (!isEnough()) {
        RawRecord record = records.next();
        if (record == null) {
          break;
        }
        take(file, record, records.offset(), parser);
        if (records.offset() - begin >= splitBytes && !Gzip.isNameOf(file.toString())) {
          splits.add(new TableSplit(LocalUri.of(file), begin, records.offset(), lines));
          begin = records.offset();
          lines = records.lines();
        }
      }
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(records.offset()).flip());
      if (records.offset() > begin && rows > before) {
        splits.add(new TableSplit(LocalUri.of(file), begin, records.offset(), lines));
      }
      if (rows == before) {
        remarks.add("Input %s has no rows.".formatted(file));
      }
    } catch (IOException e) {
      throw broken(file, records == null ? 0 : records.lines(), e);
    }
  }

  private List<String> header(Path file, RecordReader records) throws IOException {
    if (layout.kind() != TableKind.CSV) {
      return List.of();
    }
    RawRecord first = records.next();
    if (first == null) {
      return List.of();
    }
    digest(first, records.offset());
    try {
      List<String> header = RowParser.header(first, layout);
      header.forEach(this::column);
      return header;
    } catch (RowException e) {
      throw new BadInputException(
          "The first line of input %s does not name its columns: %s."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /**
   * Where a record stands is digested, too: a run that goes on does so at a byte of the text, which
   * other line ends, blank lines or a byte order mark would move.
   *
   * @param end bytes of the text before what follows the record
   */
  private void digest(RawRecord record, long end) {
    digest.update(
        ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(record.line())
            .putLong(end)
            .putLong(record.size())
            .flip());
    digest.update(record.bytes());
  }

  private void take(Path file, RawRecord record, long end, RowParser parser) {
    rows++;
    digest(record, end);
    boolean readable = false;
    try {
      Row row = parser.row(record);
      readable = true;
      row.columns().fieldNames().forEachRemaining(this::column);
      examples.offer(() -> row);
      if (layout.kind() == TableKind.BATCH
          && !customIds.add(row.columns().path("custom_id").asText())) {
        repeatedIds++;
      }
    } catch (RowException e) {
      unreadable++; // an error row when its turn comes
    }
    Place place = new Place(file.toString(), record.line(), readable);
    sample.offer(() -> place);
  }

  private void column(String name) {
    columns.add(name);
    if (columns.size() > MOST_COLUMNS) {
      throw new BadInputException(
          "The rows have more than %d different columns, '%s' for one: put what differs from row to row into one column."
              .formatted(MOST_COLUMNS, name));
    }
  }

  private Survey result(List<Path> files) {
    if (rows == 0) {
      throw new BadInputException(
          files.size() == 1
              ? "Input %s has no rows: name one that has.".formatted(files.get(0))
              : "None of the %d inputs has a row: name others.".formatted(files.size()));
    }
    if (repeatedIds > 0) {
      remarks.add(
          repeatedIds == 1
              ? "1 request has a custom_id that one before it has; each is answered."
              : "%,d requests have a custom_id that one before them has; each is answered."
                  .formatted(repeatedIds));
    }
    boolean some = extent.sample() > 0 && extent.sample() < rows;
    return new Survey(
        layout,
        files.stream().map(Path::toString).toList(),
        List.copyOf(columns),
        some ? extent.sample() : rows,
        some ? sample.kept().stream().filter(place -> !place.readable()).count() : unreadable,
        splits,
        some ? selected() : SelectedRows.ALL,
        Sha256.hex(digest),
        examples.kept(),
        remarks);
  }

  private SelectedRows selected() {
    Map<String, List<Long>> lines = new HashMap<>();
    sample
        .kept()
        .forEach(
            place -> lines.computeIfAbsent(place.file(), f -> new ArrayList<>()).add(place.line()));
    Map<String, long[]> arrays = new HashMap<>();
    lines.forEach(
        (file, numbers) -> arrays.put(file, numbers.stream().mapToLong(Long::longValue).toArray()));
    return SelectedRows.of(arrays);
  }

  /** The text of a file, decompressed if its name says so. */
  static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    try {
      return Gzip.isNameOf(file.toString()) ? Gzip.decompressed(raw) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static BadInputException broken(Path file, long line, IOException e) {
    return new BadInputException(
        "Input %s cannot be read%s (%s): get the whole file, or name another."
            .formatted(file, line == 0 ? "" : " behind line " + line, FileFault.of(e)),
        e);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw broken(file, 0, e);
    }
  }
}
