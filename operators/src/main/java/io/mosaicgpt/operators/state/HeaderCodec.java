package io.mosaicgpt.operators.state;

import io.mosaicgpt.schemas.EventHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Headers: their number, then each one's key and value. */
final class HeaderCodec {
  private static final int MAX_HEADERS = 1 << 16;
  private static final int MAX_BYTES = 1 << 26;

  private HeaderCodec() {}

  static void write(List<EventHeader> headers, DataOutputView out) throws IOException {
    out.writeInt(headers.size());
    for (EventHeader header : headers) {
      BoundedInput.writeText(header.getKey(), out);
      BoundedInput.writeBytes(bytes(header.getValue()), out);
    }
  }

  static List<EventHeader> read(DataInputView in) throws IOException {
    int count = BoundedInput.readCount(in, MAX_HEADERS, "a number of headers");
    List<EventHeader> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String key = BoundedInput.readText(in, MAX_BYTES, "a header's key");
      byte[] value = BoundedInput.readBytes(in, MAX_BYTES, "a header's value");
      headers.add(new EventHeader(key, value == null ? null : ByteBuffer.wrap(value)));
    }
    return headers;
  }

  private static byte[] bytes(ByteBuffer value) {
    if (value == null) {
      return null;
    }
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }
}
