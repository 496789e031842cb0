package io.mosaicgpt.operators.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.FSDataInputStream;

/** Opens the text of a file, which is compressed if the file's name says so. */
final class TextOfSplit {
  private TextOfSplit() {}

  /**
   * The file's text from a place on. In a compressed file the place is looked for from the
   * beginning, since gzip has no other way.
   *
   * @param split a whole file
   * @param offset bytes of the text before the place
   * @throws IOException when the file cannot be read, is shorter than it was, or is no gzip
   */
  static InputStream open(FileSourceSplit split, long offset) throws IOException {
    FSDataInputStream file = split.path().getFileSystem().open(split.path());
    try {
      return Gzip.isNameOf(split.path().getName())
          ? decompressed(file, split, offset)
          : plain(file, split, offset);
    } catch (IOException e) {
      try (file) {
        throw new IOException(
            "%s cannot be read from byte %d of its text on: %s"
                .formatted(split.path(), offset, e.getMessage()),
            e);
      }
    }
  }

  private static InputStream plain(FSDataInputStream file, FileSourceSplit split, long offset)
      throws IOException {
    file.seek(offset);
    return new ListedInput(file, split.length() - offset);
  }

  private static InputStream decompressed(
      FSDataInputStream file, FileSourceSplit split, long offset) throws IOException {
    InputStream text =
        Gzip.decompressed(new BufferedInputStream(new ListedInput(file, split.length())));
    text.skipNBytes(offset);
    return text;
  }
}
