package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.operators.file.table.TableSink;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.io.FileUtils;

/**
 * The hidden directory where a run keeps its record, its checkpoints and its parts until the output
 * is whole: beside an output file, inside an output directory. One process at a time is in it.
 */
final class Workplace implements AutoCloseable {
  /** The whole name within an output directory. */
  static final String SUFFIX = ".mosaicgpt";

  private static final String STANDARD_INPUT = "stdin";

  private final Path directory;
  private final FileChannel channel;

  private Workplace(Path directory, FileChannel channel) {
    this.directory = requireNonNull(directory, "directory is null");
    this.channel = requireNonNull(channel, "channel is null");
  }

  /**
   * Enters the place of an output, which is made if need be.
   *
   * @throws BadInputException when it cannot be made, another process is in it, or there is an
   *     output that is not this program's
   */
  static Workplace enter(Output output) {
    Path directory = directory(output);
    if (!Files.exists(record(directory))) {
      output.requireNothingThere();
    }
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return new Workplace(directory, channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new BadInputException(
          "Nothing can be written for output %s (%s): give this user the right to, or name another with --output."
              .formatted(output.path(), FileFault.of(e)),
          e);
    }
    throw new BadInputException(
        "Another process is labelling to %s: wait until it ends, or name another output."
            .formatted(output.path()));
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(); // gone with the process, however that ends
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static Path directory(Output output) {
    Path path = output.path();
    return output.isDirectory()
        ? path.resolve(SUFFIX)
        : path.resolveSibling("." + path.getFileName() + SUFFIX);
  }

  private static Path record(Path directory) {
    return directory.resolve("run.json");
  }

  /**
   * What an earlier run has noted.
   *
   * @param leniently whether a note that cannot be read is none
   */
  Optional<RunRecord> record(boolean leniently) {
    return read(record(directory), RunRecord::read, leniently);
  }

  private static <T> Optional<T> read(
      Path file, Function<Path, Optional<T>> note, boolean leniently) {
    try {
      return note.apply(file);
    } catch (BadInputException e) {
      if (leniently) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Notes what this run is. */
  void note(RunRecord run) throws IOException {
    run.write(record(directory));
  }

  /**
   * The job that was started last for a run.
   *
   * @param leniently whether a note that cannot be read is none
   */
  Optional<Attempt> attempt(RunRecord run, boolean leniently) {
    return read(attemptFile(run), Attempt::read, leniently);
  }

  /** Notes the job that is about to be started; from then on no other may leave results. */
  void note(RunRecord run, Attempt attempt) throws IOException {
    attempt.write(attemptFile(run));
  }

  /** The file of the last job's note. */
  Path attemptFile(RunRecord run) {
    return directory.resolve(run.run()).resolve("job.json");
  }

  /** Directory of a run's checkpoints. */
  Path checkpoints(RunRecord run) {
    return directory.resolve(run.run()).resolve("checkpoints");
  }

  /** Directory of a run's results. */
  Path parts(RunRecord run) {
    return directory.resolve(run.run()).resolve("parts");
  }

  /** Where files of the output are made that have no name yet. */
  Path unfinished(String name) {
    return directory.resolve(name + ".unfinished");
  }

  /** What standard input brought, for a source that can read it again. */
  Path standardInput(String suffix) {
    return directory.resolve(STANDARD_INPUT + suffix);
  }

  /** Files of a run's results that are whole, in an order that stays. */
  List<Path> wholeParts(RunRecord run) throws IOException {
    List<Path> parts = new ArrayList<>();
    if (Files.isDirectory(parts(run))) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(parts(run), TableSink.GLOB)) {
        files.forEach(parts::add);
      }
    }
    parts.sort(null);
    return parts;
  }

  /** Takes away what other runs have left, but for their output. */
  void clearOthers(RunRecord run) throws IOException {
    for (Path file : files()) {
      if (Files.isDirectory(file) && !file.getFileName().toString().equals(run.run())) {
        FileUtils.deleteDirectory(file.toFile());
      }
    }
  }

  /** Takes away what a run needs until its output is whole. */
  void tidy() throws IOException {
    for (Path file : files()) {
      if (Files.isDirectory(file)) {
        FileUtils.deleteDirectory(file.toFile());
      } else if (file.getFileName().toString().startsWith(STANDARD_INPUT)) {
        Files.delete(file);
      }
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      all.forEach(files::add);
    }
    return files;
  }

  /** Leaves the place, and nothing behind if no run has begun there. */
  @Override
  public void close() throws IOException {
    try (channel) {
      if (!Files.exists(record(directory))) {
        FileUtils.deleteDirectory(directory.toFile());
      }
    }
  }
}
