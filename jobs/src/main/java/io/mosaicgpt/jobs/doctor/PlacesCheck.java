package io.mosaicgpt.jobs.doctor;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** What the program keeps on disk besides itself: where it lies, and how large it is. */
final class PlacesCheck implements Check {
  private final Path natives;
  private final Path home;

  /**
   * Looks at these directories, which need not be there yet.
   *
   * @param natives unpacked native libraries
   * @param home logs and checkpoints of local runs
   */
  PlacesCheck(Path natives, Path home) {
    this.natives = requireNonNull(natives, "natives is null");
    this.home = requireNonNull(home, "home is null");
  }

  @Override
  public List<Finding> look() {
    return List.of(
        Finding.ok(
            "native libraries",
            "%s in %s; DJL_CACHE_DIR moves them".formatted(size(natives), natives)),
        Finding.ok(
            "logs, checkpoints",
            "%s and %s in %s; MOSAICGPT_HOME moves them"
                .formatted(size(home.resolve("logs")), size(home.resolve("checkpoints")), home)));
  }

  private static String size(Path directory) {
    Sum sum = new Sum();
    try {
      Files.walkFileTree(directory, sum);
    } catch (IOException e) {
      // Only where reading a directory fails half-way: what was counted counts.
    }
    return Sizes.megabytes(sum.bytes);
  }

  /** Files come and go while a job runs, and some may be unreadable. */
  private static final class Sum extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
