package io.mosaicgpt.operators.file.table;

import io.mosaicgpt.operators.file.Gzip;
import io.mosaicgpt.operators.file.ListedInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;

/** Opens the text of a table's file. */
final class TableText {
  private TableText() {}

  /**
   * The text between two places. In a compressed file the first is looked for from the beginning,
   * since gzip has no other way.
   *
   * @throws IOException when the file cannot be read, is shorter than it was, or is no gzip
   */
  static InputStream between(Path path, long begin, long end) throws IOException {
    FSDataInputStream file = path.getFileSystem().open(path);
    try {
      return new ListedInput(from(file, path, begin), end - begin);
    } catch (IOException e) {
      try (file) {
        throw new IOException(
            "%s cannot be read from byte %d of its text on: %s"
                .formatted(path, begin, e.getMessage()),
            e);
      }
    }
  }

  private static InputStream from(FSDataInputStream file, Path path, long begin)
      throws IOException {
    if (!Gzip.isNameOf(path.getName())) {
      file.seek(begin);
      return file;
    }
    InputStream text = Gzip.decompressed(new BufferedInputStream(file));
    text.skipNBytes(begin);
    return text;
  }
}
