package io.mosaicgpt.jobs.preflight;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.LocalUri;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the files of a job's inputs as the job does: what is named, and below a directory what is
 * not hidden; through links.
 */
final class InputFiles extends SimpleFileVisitor<Path> {
  private final Set<Path> named;

  /** By their real paths, as they were found. */
  private final Map<Path, Path> found = new HashMap<>();

  private InputFiles(List<Path> inputs) {
    this.named = Set.copyOf(inputs);
  }

  /**
   * Sees to it that every file can be read, and is there once.
   *
   * @throws BadInputException naming the first that is not
   */
  static void require(List<Path> inputs) throws IOException {
    if (inputs.isEmpty()) {
      throw new BadInputException("There is no input: name a file or directory.");
    }
    InputFiles files = new InputFiles(inputs);
    for (Path input : inputs) {
      if (!Files.exists(input)) {
        throw new BadInputException(
            "There is no input %s: name a file or directory that is there.".formatted(input));
      }
      Files.walkFileTree(input, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, files);
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    return isRead(directory) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (isRead(file)) {
      requireReadable(file, attributes);
      requireNew(file);
    }
    return FileVisitResult.CONTINUE;
  }

  private static void requireReadable(Path file, BasicFileAttributes attributes) {
    if (!attributes.isRegularFile()) {
      throw new BadInputException(
          "Input %s is neither a file nor a directory: name what is, or take it away."
              .formatted(file));
    }
    if (!Files.isReadable(file)) {
      throw unreadable(file, null);
    }
    LocalUri.of(file);
  }

  private void requireNew(Path file) throws IOException {
    Path other = found.putIfAbsent(file.toRealPath(), file);
    if (other != null) {
      throw new BadInputException(
          "Inputs %s and %s are the same file, whose events would be answered twice: name it once."
              .formatted(other, file));
    }
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) {
    if (!isRead(file)) {
      return FileVisitResult.CONTINUE;
    }
    if (failure instanceof FileSystemLoopException) {
      throw new BadInputException(
          "Input %s is a link to a directory that it is in: take it away, or name files."
              .formatted(file),
          failure);
    }
    throw unreadable(file, failure);
  }

  private static BadInputException unreadable(Path file, IOException failure) {
    return new BadInputException(
        "Input %s cannot be read: give this user the right to, or name another.".formatted(file),
        failure);
  }

  private boolean isRead(Path path) {
    String name = String.valueOf(path.getFileName());
    return named.contains(path) || !(name.startsWith(".") || name.startsWith("_"));
  }
}
