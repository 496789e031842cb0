package io.mosaicgpt.operators.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Byte strings and counts with their lengths in front. Reading checks each length against a bound,
 * so that damaged state ends in a sentence and not in an {@link OutOfMemoryError}.
 */
final class BoundedInput {
  /** Length of a byte string that is null. */
  private static final int NULL = -1;

  /** Longest topic name or hash. */
  private static final int MAX_NAME_BYTES = 4096;

  private BoundedInput() {}

  /**
   * A count between 0 and {@code max}.
   *
   * @param what names it in the message
   */
  static int readCount(DataInputView in, int max, String what) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > max) {
      throw new IOException(
          "the state is damaged: %s is %d, outside 0 to %d; restore from another checkpoint"
              .formatted(what, count, max));
    }
    return count;
  }

  /** Writes a byte string; null is allowed. */
  static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
    if (bytes == null) {
      out.writeInt(NULL);
    } else {
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  /** A byte string of at most {@code max} bytes, or null. */
  static byte[] readBytes(DataInputView in, int max, String what) throws IOException {
    int length = in.readInt();
    if (length == NULL) {
      return null;
    }
    if (length < 0 || length > max) {
      throw new IOException(
          "the state is damaged: %s has a length of %d bytes, outside 0 to %d; restore from another checkpoint"
              .formatted(what, length, max));
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  static void writeText(String text, DataOutputView out) throws IOException {
    writeBytes(text.getBytes(StandardCharsets.UTF_8), out);
  }

  static String readText(DataInputView in, int maxBytes, String what) throws IOException {
    byte[] bytes = readBytes(in, maxBytes, what);
    if (bytes == null) {
      throw new IOException(
          "the state is damaged: %s is missing; restore from another checkpoint".formatted(what));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Writes a text; null is allowed. */
  static void writeOptionalText(String text, DataOutputView out) throws IOException {
    writeBytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8), out);
  }

  /** A short text, or null. */
  static String readOptionalName(DataInputView in, String what) throws IOException {
    byte[] bytes = readBytes(in, MAX_NAME_BYTES, what);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** A short text such as a topic's name. */
  static String readName(DataInputView in, String what) throws IOException {
    return readText(in, MAX_NAME_BYTES, what);
  }
}
