package io.mosaicgpt.operators.file;

import io.mosaicgpt.operators.state.DecodedEventTypeInfo;
import io.mosaicgpt.operators.wire.DecodedEvent;
import io.mosaicgpt.operators.wire.InstructionDecoder;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;

/**
 * Files of JSON lines. A file is one split: who began in its middle could not number its lines.
 *
 * <p>A split's position has two numbers, which only the format gives a meaning: here the bytes of
 * the text and the lines before the next event. So a restored reader of a plain file goes on where
 * it was without reading what is before.
 */
final class JsonLinesFormat implements BulkFormat<DecodedEvent, FileSourceSplit> {
  private static final long serialVersionUID = 1L;

  private final int maxEventBytes;

  /**
   * @param maxEventBytes largest event accepted, in bytes, at least 1
   */
  JsonLinesFormat(int maxEventBytes) {
    this.maxEventBytes = maxEventBytes;
  }

  @Override
  public Reader<DecodedEvent> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return reader(split, 0, 0);
  }

  @Override
  public Reader<DecodedEvent> restoreReader(Configuration config, FileSourceSplit split)
      throws IOException {
    CheckpointedPosition position = split.getReaderPosition().orElseThrow();
    return reader(split, position.getOffset(), position.getRecordsAfterOffset());
  }

  private Reader<DecodedEvent> reader(FileSourceSplit split, long offset, long lines)
      throws IOException {
    return new EventReader(
        FileName.of(split.path()),
        new LineReader(TextOfSplit.open(split, offset), maxEventBytes, offset, lines),
        InstructionDecoder.ofJson(maxEventBytes));
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public TypeInformation<DecodedEvent> getProducedType() {
    return DecodedEventTypeInfo.INSTANCE;
  }
}
