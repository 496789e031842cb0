package io.mosaicgpt.model.corpus;

import static java.util.Objects.requireNonNull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes each read gave. */
final class ProgressStream extends FilterInputStream {
  private final LongConsumer bytesRead;

  ProgressStream(InputStream in, LongConsumer bytesRead) {
    super(in);
    this.bytesRead = requireNonNull(bytesRead, "bytesRead is null");
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      bytesRead.accept(1);
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read > 0) {
      bytesRead.accept(read);
    }
    return read;
  }
}
