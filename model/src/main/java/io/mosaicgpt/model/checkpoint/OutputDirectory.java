package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A directory to write into that holds nothing yet, so that nobody's files are overwritten. */
public final class OutputDirectory {
  private final Path path;
  private final boolean created;

  private OutputDirectory(Path path, boolean created) {
    this.path = path;
    this.created = created;
  }

  /**
   * Makes the directory unless it is there.
   *
   * @throws CheckpointException when it has files, is one itself or cannot be made
   */
  public static OutputDirectory prepare(Path path) throws IOException {
    requireNonNull(path, "path is null");
    if (!Files.exists(path)) {
      try {
        Files.createDirectories(path);
      } catch (FileSystemException e) {
        throw new CheckpointException(
            "The directory %s cannot be made (%s); give another one."
                .formatted(path, FileFault.of(e)),
            e);
      }
      return new OutputDirectory(path, true);
    }
    if (!Files.isDirectory(path)) {
      throw new CheckpointException(
          "%s is a file; give a directory that is empty or does not exist.".formatted(path));
    }
    try (Stream<Path> children = Files.list(path)) {
      if (children.findAny().isPresent()) {
        throw new CheckpointException(
            "The directory %s is not empty; give another one, or empty it first.".formatted(path));
      }
    }
    return new OutputDirectory(path, false);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Takes the directory away again, if it was made here; its files must be gone. */
  public void discard() throws IOException {
    if (created) {
      Files.deleteIfExists(path);
    }
  }
}
