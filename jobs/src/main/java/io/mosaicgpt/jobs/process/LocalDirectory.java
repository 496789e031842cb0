package io.mosaicgpt.jobs.process;

import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the directories that local runs write to. */
public final class LocalDirectory {
  private LocalDirectory() {}

  /**
   * Makes a directory unless it is there, and returns it.
   *
   * @throws BadInputException when it cannot be made or written to
   */
  public static Path create(Path directory) {
    try {
      // Of a link, createDirectories says that it is there and no directory.
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw unusable(directory, "cannot be made", e);
    }
    if (!Files.isWritable(directory)) {
      throw unusable(directory, "cannot be written to", null);
    }
    return directory;
  }

  private static BadInputException unusable(Path directory, String what, IOException cause) {
    return new BadInputException(
        "Directory %s %s: name another with --checkpoint-dir, or with %s for logs and checkpoints."
            .formatted(directory, what, Home.VARIABLE),
        cause);
  }
}
