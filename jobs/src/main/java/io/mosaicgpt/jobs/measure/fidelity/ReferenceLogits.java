package io.mosaicgpt.jobs.measure.fidelity;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Rows of logits in a temporary file: hundreds of them take more memory than is to spare beside a
 * model. First all are written, then they are read, as often as wanted.
 */
final class ReferenceLogits implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final OutputStream out;

  ReferenceLogits() throws IOException {
    file = Files.createTempFile("mosaicgpt-logits-", ".bin");
    out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
  }

  /** Adds a row. All rows have the same length. */
  void write(float[] row) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(row.length * Float.BYTES);
    bytes.asFloatBuffer().put(row);
    out.write(bytes.array());
  }

  /** Begins to read from the first row on. Nothing is to be written any more. */
  Reader read() throws IOException {
    out.flush();
    return new Reader(new BufferedInputStream(Files.newInputStream(file), BUFFER));
  }

  /** One pass over the rows. */
  static final class Reader implements AutoCloseable {
    private final InputStream in;

    private Reader(InputStream in) {
      this.in = in;
    }

    /** The next row, which has that many columns. */
    float[] next(int columns) throws IOException {
      byte[] bytes = in.readNBytes(columns * Float.BYTES);
      if (bytes.length < columns * Float.BYTES) {
        throw new EOFException("the file of float32 logits ends early");
      }
      float[] row = new float[columns];
      ByteBuffer.wrap(bytes).asFloatBuffer().get(row);
      return row;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(file);
  }
}
