package io.mosaicgpt.operators.file;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.FileOrigin;
import io.mosaicgpt.operators.wire.InstructionDecoder;
import java.io.IOException;
import org.apache.flink.connector.file.src.reader.BulkFormat;

/**
 * One event per line that is not blank, readable or not. An event's position is the place behind
 * its line: bytes of the text before it, and lines before it.
 */
final class EventReader implements BulkFormat.Reader<DecodedEvent> {
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
    EventBatch batch = new EventBatch();
    while (!batch.isFull()) {
      Line line = next();
      if (line == null) {
        break;
      }
      if (!line.isBlank()) {
        batch.add(decode(line), lines.offset(), lines.lines(), line.start().length);
      }
    }
    return batch.isEmpty() ? null : batch;
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
}
