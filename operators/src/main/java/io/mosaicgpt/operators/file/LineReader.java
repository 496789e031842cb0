package io.mosaicgpt.operators.file;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Takes text apart into lines that end with a line feed, behind a carriage return perhaps, or with
 * the text. Of a line that is too long no more than its first bytes are ever held. Bytes stay
 * bytes: no byte of a character of UTF-8 but the line feed itself is one. Not thread-safe.
 */
final class LineReader implements Closeable {
  private static final int BUFFER_BYTES = 64 << 10;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** Held beyond the longest line, since they do not count: a byte order mark and a return. */
  private static final int SPARE_BYTES = BYTE_ORDER_MARK.length + 1;

  private final InputStream text;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private long offset;
  private long lines;

  /**
   * @param text standing on a line's first byte; closed with this reader
   * @param longest bytes of the longest line that is held as a whole, at least 1
   * @param offset bytes of the text before it
   * @param lines lines of the text before it
   */
  LineReader(InputStream text, int longest, long offset, long lines) {
    this.text = requireNonNull(text, "text is null");
    this.longest = longest;
    this.offset = offset;
    this.lines = lines;
  }

  /** Bytes of the text before the next line. */
  long offset() {
    return offset;
  }

  /** Lines of the text before the next one. */
  long lines() {
    return lines;
  }

  /** The next line; null at the end of the text. */
  Line next() throws IOException {
    held.reset();
    long size = 0;
    byte last = 0;
    boolean ended = false;
    while (!ended && fill()) {
      int stop = lineFeed();
      ended = stop < end;
      int count = stop - at;
      if (count > 0) {
        hold(count);
        size += count;
        last = buffer[stop - 1];
      }
      at = ended ? stop + 1 : stop;
      offset += ended ? count + 1 : count;
    }
    if (!ended && size == 0) {
      return null;
    }
    lines++;
    return line(last == '\r' ? size - 1 : size);
  }

  /** Sees to it that the buffer has a byte; false at the end of the text. */
  private boolean fill() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, text.read(buffer, 0, buffer.length));
    }
    return at < end;
  }

  /** Where the buffer's next line feed is, or its end. */
  private int lineFeed() {
    int stop = at;
    while (stop < end && buffer[stop] != '\n') {
      stop++;
    }
    return stop;
  }

  private void hold(int count) {
    long room = (long) longest + SPARE_BYTES - held.size();
    held.write(buffer, at, (int) Math.min(count, room));
  }

  private Line line(long size) {
    byte[] bytes = held.toByteArray();
    int mark = lines == 1 && beginsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
    int length = (int) Math.min(size - mark, longest);
    return new Line(lines, Arrays.copyOfRange(bytes, mark, mark + length), size - mark);
  }

  private static boolean beginsWithMark(byte[] bytes) {
    return bytes.length >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
