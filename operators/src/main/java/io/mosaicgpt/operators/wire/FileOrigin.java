package io.mosaicgpt.operators.wire;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.EventHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The line of a file that an event came in.
 *
 * <p>The schema of dead letters has fields for a record of Kafka only. A dead letter takes this
 * origin along as two headers, so that it reaches any sink: a file's line has fields for it, and on
 * a Kafka topic they are the record's headers.
 *
 * @param path the file as a person would name it: a path, or the URI of a file that is not local
 * @param line the line's number in the file, from 1
 */
public record FileOrigin(String path, long line) implements EventOrigin {
  /** Header with the path, UTF-8. */
  public static final String PATH_HEADER = "mosaicgpt-source-path";

  /** Header with the line's number, decimal digits. */
  public static final String LINE_HEADER = "mosaicgpt-source-line";

  public FileOrigin {
    requireNonNull(path, "path is null");
    if (line < 1) {
      throw new IllegalArgumentException("line is %d, below 1".formatted(line));
    }
  }

  @Override
  public String place() {
    return path + ":" + line;
  }

  /** Empty: a file's time is no time of its lines. */
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
    return List.of();
  }

  /** This origin for a record that has no fields for it. */
  public List<EventHeader> asHeaders() {
    return List.of(header(PATH_HEADER, path), header(LINE_HEADER, Long.toString(line)));
  }

  /**
   * The origin that {@link #asHeaders} put there; empty for others.
   *
   * @param headers null for none
   */
  public static Optional<FileOrigin> ofHeaders(List<EventHeader> headers) {
    if (headers == null
        || headers.size() != 2
        || !headers.get(0).getKey().equals(PATH_HEADER)
        || !headers.get(1).getKey().equals(LINE_HEADER)) {
      return Optional.empty();
    }
    return Optional.of(new FileOrigin(text(headers.get(0)), Long.parseLong(text(headers.get(1)))));
  }

  /** The origin of a dead letter's event, if that was a file's line. */
  public static Optional<FileOrigin> of(DeadLetter letter) {
    return letter.getSourceTopic() == null
        ? ofHeaders(letter.getHeaders())
        : Optional.empty(); // Headers of a topic's records are strangers'.
  }

  static EventHeader header(String key, String value) {
    return new EventHeader(key, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  static String text(EventHeader header) {
    return StandardCharsets.UTF_8.decode(header.getValue().duplicate()).toString();
  }
}
