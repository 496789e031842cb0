package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Takes text apart into rows. A row ends with a line feed, behind a carriage return perhaps, or
 * with the text; with {@link TableKind#CSV} a line feed between quotes belongs to the row. Quotes
 * count where a value begins with one. Of a row that is too long no more than its first bytes are
 * ever held. Rows without anything in them are passed over, but their lines count. Not thread-safe.
 */
public final class RecordReader implements Closeable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private enum State {
    VALUE_BEGINS,
    UNQUOTED,
    QUOTED,
    QUOTE_IN_QUOTES
  }

  private final InputStream text;
  private final boolean quoted;
  private final byte delimiter;
  private final int longest;

  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private long offset;
  private long lines;

  private byte[] held = new byte[256];
  private int heldBytes;
  private long size;
  private byte last;
  private State state = State.VALUE_BEGINS;

  /**
   * @param text standing on a row's first byte; closed with this reader
   * @param offset bytes of the file's text before it
   * @param lines lines of the file's text before it
   */
  public RecordReader(InputStream text, TableLayout layout, long offset, long lines) {
    this.text = requireNonNull(text, "text is null");
    this.quoted = layout.kind().isQuoted();
    this.delimiter = (byte) layout.delimiter();
    this.longest = layout.maxRowBytes();
    this.offset = offset;
    this.lines = lines;
  }

  /** Bytes of the text before the next row, or blank line. */
  public long offset() {
    return offset;
  }

  /** Lines of the text before it. */
  public long lines() {
    return lines;
  }

  /** The next row; null at the end of the text. */
  public RawRecord next() throws IOException {
    RawRecord record = nextEvenIfBlank();
    while (record != null && record.isBlank(quoted ? delimiter : (byte) '\n')) {
      record = nextEvenIfBlank();
    }
    return record;
  }

  private RawRecord nextEvenIfBlank() throws IOException {
    heldBytes = 0;
    size = 0;
    last = 0;
    state = State.VALUE_BEGINS;
    long first = lines + 1;
    boolean ended = false;
    if (offset == 0) {
      passOverMark();
    }
    while (!ended && fill()) {
      int stop = quoted ? endOfQuoted() : endOfLine();
      ended = stop < end;
      take(stop);
      if (ended) {
        at++;
        offset++;
        lines++;
      }
    }
    if (!ended && size == 0) {
      return null;
    }
    if (!ended) {
      lines++;
    }
    if (last == '\r') {
      size--;
    }
    return new RawRecord(
        first, Arrays.copyOf(held, (int) Math.min(Math.min(size, heldBytes), longest)), size);
  }

  private void passOverMark() throws IOException {
    while (end < BYTE_ORDER_MARK.length) {
      int count = text.read(buffer, end, buffer.length - end);
      if (count < 0) {
        break;
      }
      end += count;
    }
    if (end >= BYTE_ORDER_MARK.length
        && Arrays.equals(buffer, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, 3)) {
      at = BYTE_ORDER_MARK.length;
      offset = BYTE_ORDER_MARK.length;
    }
  }

  /** Sees to it that the buffer has a byte; false at the end of the text. */
  private boolean fill() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, text.read(buffer, 0, buffer.length));
    }
    return at < end;
  }

  private int endOfLine() {
    int stop = at;
    while (stop < end && buffer[stop] != '\n') {
      stop++;
    }
    return stop;
  }

  /** The same, counting the line feeds within the row. */
  private int endOfQuoted() {
    for (int stop = at; stop < end; stop++) {
      byte letter = buffer[stop];
      if (letter == '\n') {
        if (state != State.QUOTED) {
          return stop;
        }
        lines++;
      }
      state = behind(letter);
    }
    return end;
  }

  private State behind(byte letter) {
    if (state == State.QUOTED) {
      return letter == '"' ? State.QUOTE_IN_QUOTES : State.QUOTED;
    }
    if (letter == delimiter) {
      return State.VALUE_BEGINS;
    }
    if (letter == '"' && state != State.UNQUOTED) {
      return State.QUOTED; // its first, or an escaped one
    }
    return State.UNQUOTED;
  }

  private void take(int stop) {
    int count = stop - at;
    if (count == 0) {
      return;
    }
    // One more than the longest, for a carriage return that does not count.
    int kept = (int) Math.min(count, longest + 1L - heldBytes);
    if (kept > 0) {
      if (heldBytes + kept > held.length) {
        held =
            Arrays.copyOf(
                held, (int) Math.min(longest + 1L, Math.max(2L * held.length, heldBytes + kept)));
      }
      System.arraycopy(buffer, at, held, heldBytes, kept);
      heldBytes += kept;
    }
    size += count;
    last = buffer[stop - 1];
    at = stop;
    offset += count;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
