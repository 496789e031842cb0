package io.mosaicgpt.operators.state;

import io.mosaicgpt.operators.wire.EventOrigin;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Where an event came from and what came with it; null is allowed. */
final class OriginCodec {
  private static final int MAX_KEY_BYTES = 1 << 26;

  private OriginCodec() {}

  static void write(EventOrigin origin, DataOutputView out) throws IOException {
    out.writeBoolean(origin != null);
    if (origin != null) {
      BoundedInput.writeText(origin.topic(), out);
      out.writeInt(origin.partition());
      out.writeLong(origin.offset());
      out.writeLong(origin.timestamp());
      BoundedInput.writeBytes(origin.key(), out);
      HeaderCodec.write(origin.headers(), out);
    }
  }

  /**
   * @param headers whether the form has them
   */
  static EventOrigin read(DataInputView in, boolean headers) throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    return new EventOrigin(
        BoundedInput.readName(in, "an event's topic"),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        BoundedInput.readBytes(in, MAX_KEY_BYTES, "an event's key"),
        headers ? HeaderCodec.read(in) : List.of());
  }
}
