package io.mosaicgpt.operators.wire;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.schemas.EventHeader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The row of a table that an event was made of. Unlike other origins it has the whole row, which
 * the result has to repeat: as headers, which every result takes along, as far as a sink that knows
 * them.
 *
 * @param path the file as a person would name it
 * @param line the number of the row's first line in the file, from 1
 * @param row the columns, one JSON object; empty for a row that could not be read
 */
public record RowOrigin(String path, long line, String row) implements EventOrigin {
  private static final String ROW_HEADER = "mosaicgpt-row";

  public RowOrigin {
    requireNonNull(path, "path is null");
    requireNonNull(row, "row is null");
    if (line < 1) {
      throw new IllegalArgumentException("line is %d, below 1".formatted(line));
    }
  }

  @Override
  public String place() {
    return path + ":" + line;
  }

  /** Empty: a file's time is no time of its rows. */
  @Override
  public OptionalLong stamp() {
    return OptionalLong.empty();
  }

  @Override
  public byte[] key() {
    return null;
  }

  @Override
  public List<EventHeader> headers() {
    return List.of(
        FileOrigin.header(FileOrigin.PATH_HEADER, path),
        FileOrigin.header(FileOrigin.LINE_HEADER, Long.toString(line)),
        FileOrigin.header(ROW_HEADER, row));
  }

  /**
   * The origin that {@link #headers} put there; empty for others.
   *
   * @param headers of a result; null for none
   */
  public static Optional<RowOrigin> ofHeaders(List<EventHeader> headers) {
    if (headers == null
        || headers.size() != 3
        || !headers.get(0).getKey().equals(FileOrigin.PATH_HEADER)
        || !headers.get(1).getKey().equals(FileOrigin.LINE_HEADER)
        || !headers.get(2).getKey().equals(ROW_HEADER)) {
      return Optional.empty();
    }
    return Optional.of(
        new RowOrigin(
            FileOrigin.text(headers.get(0)),
            Long.parseLong(FileOrigin.text(headers.get(1))),
            FileOrigin.text(headers.get(2))));
  }
}
