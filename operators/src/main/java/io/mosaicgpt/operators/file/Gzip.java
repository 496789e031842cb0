package io.mosaicgpt.operators.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Compressed files: those whose names end with {@code .gz}. */
public final class Gzip {
  private static final String SUFFIX = ".gz";

  private Gzip() {}

  /** Whether a file of this name is compressed. */
  public static boolean isNameOf(String fileName) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(SUFFIX);
  }

  /**
   * The text of a compressed file, of all its members.
   *
   * <p>Not with the JDK's stream: it takes whatever goes wrong behind a member of the file, a
   * network that fails or damaged bytes, for the file's end.
   */
  public static InputStream decompressed(InputStream file) throws IOException {
    return GzipCompressorInputStream.builder()
        .setInputStream(file)
        .setDecompressConcatenated(true)
        .get();
  }
}
