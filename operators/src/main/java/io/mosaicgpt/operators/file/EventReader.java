package io.mosaicgpt.operators.file;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.FileOrigin;
import io.mosaicgpt.operators.wire.InstructionDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.RecordAndPosition;

/**
 * One event per line that is not blank, readable or not. An event's position is the place behind
 * its line: bytes of the text before it, and lines before it.
 */
final class EventReader implements BulkFormat.Reader<DecodedEvent> {
  /** A batch is held in memory. Events are few and heavy, so a batch need not bring many. */
  private static final int BATCHED_EVENTS = 64;

  private static final int BATCHED_BYTES = 256 << 10;

  private final String path;
  private final LineReader lines;
  private final InstructionDecoder decoder;

  /**
   * @param path of the file, for people
   */
  EventReader(String path, LineReader lines, InstructionDecoder decoder) {
    this.path = requireNonNull(path, "path is null");
    this.lines = requireNonNull(lines, "lines is null");
    this.decoder = requireNonNull(decoder, "decoder is null");
  }

  @Override
  public BulkFormat.RecordIterator<DecodedEvent> readBatch() throws IOException {
    List<RecordAndPosition<DecodedEvent>> events = new ArrayList<>();
    long bytes = 0;
    while (events.size() < BATCHED_EVENTS && bytes < BATCHED_BYTES) {
      Line line = next();
      if (line == null) {
        break;
      }
      if (!line.isBlank()) {
        events.add(new RecordAndPosition<>(decode(line), lines.offset(), lines.lines()));
        bytes += line.start().length;
      }
    }
    return events.isEmpty() ? null : new Batch(events.iterator());
  }

  private Line next() throws IOException {
    try {
      return lines.next();
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be read behind line %d: %s".formatted(path, lines.lines(), e.getMessage()), e);
    }
  }

  private DecodedEvent decode(Line line) throws IOException {
    return decoder.decode(line.start(), line.size(), new FileOrigin(path, line.number()));
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private record Batch(Iterator<RecordAndPosition<DecodedEvent>> events)
      implements BulkFormat.RecordIterator<DecodedEvent> {
    @Override
    public RecordAndPosition<DecodedEvent> next() {
      return events.hasNext() ? events.next() : null;
    }

    @Override
    public void releaseBatch() {}
  }
}
