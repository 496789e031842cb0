package io.mosaicgpt.jobs.checkpoint;

import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/** Collects the complete checkpoints below a directory; follows symbolic links. */
final class CheckpointVisitor extends SimpleFileVisitor<Path> {
  /** A checkpoint is whole when this file is there. */
  static final String METADATA = "_metadata";

  /** {@code dir/job/chk-n/_metadata}. */
  private static final int DEPTH = 3;

  private final Path start;
  private final List<Path> found = new ArrayList<>();

  private CheckpointVisitor(Path start) {
    this.start = start;
  }

  /**
   * The directories {@code chk-n} that are complete and not older than a time, the newest first;
   * none when the directory is not there.
   *
   * @throws BadInputException when one may not be looked into
   */
  static List<Path> checkpoints(Path directory, Instant since) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    CheckpointVisitor visitor = new CheckpointVisitor(directory);
    Files.walkFileTree(directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, visitor);
    visitor.found.removeIf(checkpoint -> time(checkpoint) < since.toEpochMilli());
    visitor.found.sort(Comparator.comparingLong(CheckpointVisitor::time).reversed());
    return visitor.found;
  }

  private static long time(Path checkpoint) {
    return checkpoint.resolve(METADATA).toFile().lastModified();
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    Path directory = file.getParent();
    if (file.getFileName().toString().equals(METADATA)
        && directory.getFileName().toString().startsWith("chk-")) {
      found.add(directory);
    }
    return FileVisitResult.CONTINUE;
  }

  /** A disk has a {@code lost+found}; but a checkpoint that we may not see could be the newest. */
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) {
    if (file.equals(start) || file.getFileName().toString().matches("[0-9a-f]{32}|chk-\\d+")) {
      throw new BadInputException(
          "Checkpoints in %s cannot be read: give this user the right to, or start with --restore none."
              .formatted(file),
          failure);
    }
    return FileVisitResult.CONTINUE;
  }
}
