package io.mosaicgpt.jobs.process;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells of a disk that has run full. Flink says of a checkpoint that it failed, and not that there
 * was no room for it.
 */
public final class DiskRoom {
  /** Less is no room: even small files go beside each other, and some is kept for the system. */
  private static final long LEAST_BYTES = 4 << 20;

  private DiskRoom() {}

  /**
   * What to do about a directory whose disk is full; empty if it is not, or nothing is known of it.
   */
  public static Optional<String> shortage(Path directory) {
    return shortage(directory, LEAST_BYTES);
  }

  static Optional<String> shortage(Path directory, long least) {
    try {
      FileStore disk = Files.getFileStore(directory);
      // One that says nothing of its size says nothing of its room.
      return disk.getTotalSpace() > 0 && disk.getUsableSpace() < least
          ? Optional.of(
              "the disk of %s is full: make room there, and start again to go on"
                  .formatted(directory))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
