package io.mosaicgpt.operators.file;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file's bytes up to the length that it had when the job listed it. What was written behind them
 * since is not read, so that an attempt reads what the one before it read; a file that has lost
 * bytes is not taken for a shorter one.
 */
public final class ListedInput extends FilterInputStream {
  private long left;

  /**
   * @param left bytes that the file must have still
   */
  public ListedInput(InputStream file, long left) {
    super(requireNonNull(file, "file is null"));
    this.left = left;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = in.read(bytes, from, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException(
          "it has become shorter, by %d bytes, since the job began with it".formatted(left));
    }
    left -= count;
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = in.skip(Math.min(count, left));
    left -= skipped;
    return skipped;
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(in.available(), left);
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
