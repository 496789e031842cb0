package io.mosaicgpt.jobs.command;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.config.JobConfig;
import io.mosaicgpt.jobs.pipeline.LocalUri;
import io.mosaicgpt.jobs.pipeline.Restores;
import io.mosaicgpt.operators.kafka.identity.JobIdentity;
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
final class RunMarks {
  /** Of every run: whose it is. */
  private static final String RUN = "run";

  /** The run's checkpoints have the ends of its partitions. */
  private static final String BOUNDED = "bounded";

  /** The run leaves all earlier checkpoints behind; as old as its start. */
  private static final String AFRESH = "afresh";

  /** The run was bounded and has come to its end: nothing is left to go on from. */
  private static final String ENDED = "ended";

  private final Path directory;
  private final JobIdentity job;

  /** Marks of a job's runs below a directory of checkpoints. */
  RunMarks(Path directory, JobIdentity job) {
    this.directory = requireNonNull(directory, "directory is null");
    this.job = requireNonNull(job, "job is null");
  }

  /**
   * Notes that a job has started.
   *
   * @param start before its first checkpoint
   */
  static void noteStart(JobConfig config, JobID job, Instant start) throws IOException {
    note(config, job, RUN, start);
    if (config.bounded()) {
      note(config, job, BOUNDED, start);
    }
    if (config.restore().equals(Restores.NONE)) {
      note(config, job, AFRESH, start);
    }
  }

  /** Notes that a bounded job has answered everything. */
  static void noteEnd(JobConfig config, JobID job) throws IOException {
    note(config, job, ENDED, Instant.now());
  }

  private static void note(JobConfig config, JobID job, String mark, Instant time)
      throws IOException {
    Optional<Path> local = config.checkpointDir().flatMap(LocalUri::path);
    if (local.isPresent()) {
      Path directory = Files.createDirectories(local.get().resolve(job.toHexString()));
      Path file = Files.writeString(directory.resolve(mark), owner(config.identity()));
      Files.setLastModifiedTime(file, FileTime.from(time));
    }
  }

  private static String owner(JobIdentity job) {
    return "%s %s%n".formatted(job.kafkaCluster(), job.group());
  }

  /** Whether the partitions of a checkpoint have ends. */
  static boolean isOfBoundedRun(Path checkpoint) {
    return Files.exists(checkpoint.resolveSibling(BOUNDED));
  }

  /** Since when checkpoints are worth going on from: a run left all that are older behind. */
  Instant leavingBehind() throws IOException {
    Instant newest = Instant.EPOCH;
    for (Path run : runs()) {
      Instant time = leavingBehind(run);
      newest = time.isAfter(newest) ? time : newest;
    }
    return newest;
  }

  private static Instant leavingBehind(Path run) throws IOException {
    Instant newest = Instant.EPOCH;
    for (Path mark : List.of(run.resolve(AFRESH), run.resolve(ENDED))) {
      if (Files.exists(mark)) {
        Instant time = Files.getLastModifiedTime(mark).toInstant();
        newest = time.isAfter(newest) ? time : newest;
      }
    }
    return newest;
  }

  /**
   * Deletes what a group's earlier runs have left that holds no checkpoint any more. The group must
   * have no live run.
   */
  static void prune(JobConfig config) throws IOException {
    Optional<Path> local = config.checkpointDir().flatMap(LocalUri::path);
    if (local.isPresent()) {
      new RunMarks(local.get(), config.identity()).prune();
    }
  }

  private void prune() throws IOException {
    Instant needed = leavingBehind();
    for (Path run : runs()) {
      boolean spent = !hasCheckpoint(run) && leavingBehind(run).isBefore(needed);
      if (spent) {
        FileUtils.deleteDirectory(run.toFile());
      }
    }
  }

  private static boolean hasCheckpoint(Path run) throws IOException {
    try (DirectoryStream<Path> checkpoints = Files.newDirectoryStream(run, "chk-*")) {
      return checkpoints.iterator().hasNext();
    }
  }

  /** Directories of the group's runs. */
  private List<Path> runs() throws IOException {
    List<Path> runs = new ArrayList<>();
    try (DirectoryStream<Path> jobs = Files.newDirectoryStream(directory, Files::isDirectory)) {
      for (Path run : jobs) {
        Path mark = run.resolve(RUN);
        if (Files.isReadable(mark) && Files.readString(mark).equals(owner(job))) {
          runs.add(run);
        }
      }
    }
    return runs;
  }
}
