package io.mosaicgpt.jobs.checkpoint;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.LocalUri;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.util.FileUtils;

/**
 * What local runs note beside their checkpoints for those that come later: files in the directories
 * of their jobs, whose text says whose they are, since others may have the same directory.
 */
public final class RunMarks {
  /** Of every run: whose it is. */
  private static final String RUN = "run";

  /** The run has had a checkpoint of its own. */
  private static final String PROGRESS = "progress";

  /** The run leaves all earlier checkpoints behind; as old as its start. */
  private static final String AFRESH = "afresh";

  /** The run has come to its end: nothing is left to go on from. */
  private static final String ENDED = "ended";

  /** The run was ended with a savepoint, whose path is on the second line. */
  private static final String SAVEPOINT = "savepoint";

  /**
   * A time that a run left all older checkpoints behind.
   *
   * @param savepoint what there is instead of them
   */
  record Leaving(Instant time, Optional<String> savepoint) {
    private static final Leaving NEVER = new Leaving(Instant.EPOCH, Optional.empty());
  }

  private final Path directory;
  private final String owner;

  /**
   * Marks of a job's runs below a directory of checkpoints.
   *
   * @param owner the line that says that they are the job's
   */
  RunMarks(Path directory, String owner) {
    this.directory = requireNonNull(directory, "directory is null");
    this.owner = requireNonNull(owner, "owner is null");
  }

  /**
   * Notes that a job has started.
   *
   * @param start before its first checkpoint
   */
  public static void noteStart(JobConfig<?> config, JobID job, Instant start) throws IOException {
    note(config, job, RUN, start);
    if (config.checkpoints().restore().isNone()) {
      note(config, job, AFRESH, start);
    }
  }

  /** Notes that a job has had a checkpoint. */
  public static void noteProgress(JobConfig<?> config, JobID job) throws IOException {
    note(config, job, PROGRESS, Instant.now());
  }

  /** Notes that a job has come to its end. */
  public static void noteEnd(JobConfig<?> config, JobID job) throws IOException {
    note(config, job, ENDED, Instant.now());
  }

  /** Notes that a job was ended with a savepoint. */
  public static void noteSavepoint(JobConfig<?> config, JobID job, String path) throws IOException {
    note(config, job, SAVEPOINT, Instant.now(), path);
  }

  private static void note(
      JobConfig<?> config, JobID job, String mark, Instant time, String... more)
      throws IOException {
    Optional<Path> local = config.checkpoints().directory().flatMap(LocalUri::path);
    if (local.isPresent()) {
      Path directory = Files.createDirectories(local.get().resolve(job.toHexString()));
      List<String> lines = new ArrayList<>(List.of(config.ends().owner()));
      lines.addAll(List.of(more));
      Path file = Files.write(directory.resolve(mark), lines);
      Files.setLastModifiedTime(file, FileTime.from(time));
    }
  }

  /** The newest time that a run of the job left all older checkpoints behind. */
  Leaving newestLeaving() throws IOException {
    Leaving newest = Leaving.NEVER;
    for (Path run : runs()) {
      newest = later(newest, leaving(run));
    }
    return newest;
  }

  private static Leaving leaving(Path run) throws IOException {
    Leaving newest = Leaving.NEVER;
    for (String mark : List.of(AFRESH, ENDED, SAVEPOINT)) {
      Path file = run.resolve(mark);
      if (Files.exists(file)) {
        Instant time = Files.getLastModifiedTime(file).toInstant();
        newest =
            later(newest, new Leaving(time, Files.readAllLines(file).stream().skip(1).findFirst()));
      }
    }
    return newest;
  }

  private static Leaving later(Leaving a, Leaving b) {
    return b.time().isAfter(a.time()) ? b : a;
  }

  /**
   * Deletes what a job's earlier runs have left that holds no checkpoint any more. The job must
   * have no live run.
   */
  public static void prune(JobConfig<?> config) throws IOException {
    Optional<Path> local = config.checkpoints().directory().flatMap(LocalUri::path);
    if (local.isPresent()) {
      new RunMarks(local.get(), config.ends().owner()).prune();
    }
  }

  private void prune() throws IOException {
    Instant needed = newestLeaving().time();
    for (Path run : runs()) {
      boolean spent =
          start(run).isBefore(needed)
              && leaving(run).time().isBefore(needed)
              && !hasCheckpoint(run);
      if (spent) {
        FileUtils.deleteDirectory(run.toFile());
      }
    }
  }

  /**
   * Refuses to go on from what is older than the newest run, when that had a checkpoint and has
   * none: somebody took it away, or a savepoint has ended the run and the process died before it
   * was noted.
   *
   * @throws BadInputException naming the run's directory
   */
  void requireNothingIsGone() throws IOException {
    Optional<Path> newest = Optional.empty();
    for (Path run : runs()) {
      if (newest.isEmpty() || start(run).isAfter(start(newest.get()))) {
        newest = Optional.of(run);
      }
    }
    if (newest.isPresent()
        && Files.exists(newest.get().resolve(PROGRESS))
        && !leaving(newest.get()).time().isAfter(start(newest.get()))
        && !hasCompleteCheckpoint(newest.get())) {
      throw new BadInputException(
          "The last run had checkpoints in %s, and they are gone: if a savepoint has ended it, name that with --restore PATH; otherwise leave its requests in flight behind with --restore none."
              .formatted(newest.get()));
    }
  }

  private static Instant start(Path run) throws IOException {
    return Files.getLastModifiedTime(run.resolve(RUN)).toInstant();
  }

  private static boolean hasCompleteCheckpoint(Path run) throws IOException {
    try (DirectoryStream<Path> checkpoints = Files.newDirectoryStream(run, "chk-*")) {
      for (Path checkpoint : checkpoints) {
        if (Files.exists(checkpoint.resolve("_metadata"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hasCheckpoint(Path run) throws IOException {
    try (DirectoryStream<Path> checkpoints = Files.newDirectoryStream(run, "chk-*")) {
      return checkpoints.iterator().hasNext();
    }
  }

  /** Directories of the job's runs. */
  private List<Path> runs() throws IOException {
    List<Path> runs = new ArrayList<>();
    try (DirectoryStream<Path> jobs = Files.newDirectoryStream(directory, Files::isDirectory)) {
      for (Path run : jobs) {
        Path mark = run.resolve(RUN);
        if (Files.isReadable(mark) && Files.readAllLines(mark).contains(owner)) {
          runs.add(run);
        }
      }
    }
    return runs;
  }
}
