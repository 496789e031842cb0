package io.mosaicgpt.operators.state;

import io.mosaicgpt.operators.wire.EventOrigin;
import io.mosaicgpt.operators.wire.FileOrigin;
import io.mosaicgpt.operators.wire.KafkaOrigin;
import io.mosaicgpt.operators.wire.RowOrigin;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Where an event came from and what came with it, behind a byte with the kind of place; null is
 * allowed. The first forms knew Kafka only, and their byte said whether there is an origin at all:
 * it has the same two values still.
 */
final class OriginCodec {
  private static final byte NOWHERE = 0;
  private static final byte KAFKA = 1;
  private static final byte FILE = 2;
  private static final byte ROW = 3;

  private static final int MAX_KEY_BYTES = 1 << 26;
  private static final int MAX_PATH_BYTES = 1 << 16;
  private static final int MAX_ROW_BYTES = 1 << 28;

  private OriginCodec() {}

  /** Whether programs that knew Kafka only can read this origin. */
  static boolean isOfKafkaAtMost(EventOrigin origin) {
    return origin == null || origin instanceof KafkaOrigin;
  }

  static void write(EventOrigin origin, DataOutputView out) throws IOException {
    if (origin instanceof KafkaOrigin kafka) {
      out.writeByte(KAFKA);
      BoundedInput.writeText(kafka.topic(), out);
      out.writeInt(kafka.partition());
      out.writeLong(kafka.offset());
      out.writeLong(kafka.timestamp());
      BoundedInput.writeBytes(kafka.key(), out);
      HeaderCodec.write(kafka.headers(), out);
    } else if (origin instanceof FileOrigin file) {
      out.writeByte(FILE);
      BoundedInput.writeText(file.path(), out);
      out.writeLong(file.line());
    } else if (origin instanceof RowOrigin row) {
      out.writeByte(ROW);
      BoundedInput.writeText(row.path(), out);
      out.writeLong(row.line());
      BoundedInput.writeText(row.row(), out);
    } else if (origin == null) {
      out.writeByte(NOWHERE);
    } else {
      throw new IOException("there is no form for where an event came from: " + origin);
    }
  }

  /**
   * @param headers whether the form has them
   */
  static EventOrigin read(DataInputView in, boolean headers) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case NOWHERE -> null;
      case KAFKA -> readKafka(in, headers);
      case FILE -> readFile(in);
      case ROW -> readRow(in);
      default ->
          throw new IOException(
              "the state is damaged: an event came from a place of the unknown kind %d; restore from another checkpoint"
                  .formatted(kind));
    };
  }

  private static KafkaOrigin readKafka(DataInputView in, boolean headers) throws IOException {
    return new KafkaOrigin(
        BoundedInput.readName(in, "an event's topic"),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        BoundedInput.readBytes(in, MAX_KEY_BYTES, "an event's key"),
        headers ? HeaderCodec.read(in) : List.of());
  }

  private static FileOrigin readFile(DataInputView in) throws IOException {
    String path = BoundedInput.readText(in, MAX_PATH_BYTES, "an event's path");
    return new FileOrigin(path, readLine(in));
  }

  private static RowOrigin readRow(DataInputView in) throws IOException {
    String path = BoundedInput.readText(in, MAX_PATH_BYTES, "an event's path");
    long line = readLine(in);
    return new RowOrigin(path, line, BoundedInput.readText(in, MAX_ROW_BYTES, "an event's row"));
  }

  private static long readLine(DataInputView in) throws IOException {
    long line = in.readLong();
    if (line < 1) {
      throw new IOException(
          "the state is damaged: an event came from line %d; restore from another checkpoint"
              .formatted(line));
    }
    return line;
  }
}
