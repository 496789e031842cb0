package io.mosaicgpt.model.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Forces to disk what was written, before something is given up for it: a name in place of another
 * file, or the only other copy.
 */
public final class OnDisk {
  private OnDisk() {}

  /** Returns when a file's bytes are on disk; its name may not be. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Returns when the names in a directory are on disk. */
  public static void forceNames(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no directories, and has their entries on disk when a file is.
    }
  }
}
