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
import java.util.regex.Pattern;

/**
 * Collects the complete checkpoints, or savepoints too, below a directory; follows symbolic links.
 */
final class CheckpointVisitor extends SimpleFileVisitor<Path> {
  /** A checkpoint is whole when this file is there. */
  static final String METADATA = "_metadata";

  /** {@code dir/job/chk-n/_metadata}, {@code dir/savepoints/savepoint-x/_metadata}. */
  private static final int DEPTH = 3;

  private static final Pattern CHECKPOINT = Pattern.compile("chk-.*");
  private static final Pattern STATE = Pattern.compile("(chk|savepoint)-.*");

  private final Path start;
  private final Pattern name;
  private final List<Path> found = new ArrayList<>();

  private CheckpointVisitor(Path start, Pattern name) {
    this.start = start;
    this.name = name;
  }

  /**
   * The directories {@code chk-n} that are complete and not older than a time, the newest first;
   * none when the directory is not there.
   *
   * @throws BadInputException when one may not be looked into
   */
  static List<Path> checkpoints(Path directory, Instant since) throws IOException {
    return found(directory, CHECKPOINT, since);
  }

  /**
   * The same with savepoints among them, {@code savepoint-x}.
   *
   * @throws BadInputException as {@link #checkpoints} does
   */
  static List<Path> states(Path directory) throws IOException {
    return found(directory, STATE, Instant.EPOCH);
  }

  /** Whether a directory that was found is a savepoint, which is whoever asked for it's. */
  static boolean isSavepoint(Path state) {
    return !CHECKPOINT.matcher(state.getFileName().toString()).matches();
  }

  private static List<Path> found(Path directory, Pattern name, Instant since) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    CheckpointVisitor visitor = new CheckpointVisitor(directory, name);
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
        && name.matcher(directory.getFileName().toString()).matches()) {
      found.add(directory);
    }
    return FileVisitResult.CONTINUE;
  }

  /** A disk has a {@code lost+found}; but a checkpoint that we may not see could be the newest. */
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) {
    if (file.equals(start)
        || file.getFileName().toString().matches("[0-9a-f]{32}|chk-\\d+|savepoint-.*")) {
      throw new BadInputException(
          "Checkpoints in %s cannot be read: give this user the right to, or start with --restore none."
              .formatted(file),
          failure);
    }
    return FileVisitResult.CONTINUE;
  }
}
