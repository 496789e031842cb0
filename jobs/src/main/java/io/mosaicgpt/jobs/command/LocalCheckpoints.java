package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.JobConfig;
import io.mosaicgpt.jobs.pipeline.LocalUri;
import io.mosaicgpt.jobs.pipeline.Restores;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobID;

/**
 * Where a local run keeps its checkpoints, and which one it goes on from. Offsets that Kafka has of
 * the group lie past the requests that were in flight, so only a checkpoint knows all of a stopped
 * run's work.
 */
final class LocalCheckpoints {
  /** A file beside the checkpoints of a bounded run. */
  private static final String BOUNDED_MARK = "bounded";

  /** A file of a run that leaves all earlier checkpoints behind, as old as its start. */
  private static final String AFRESH_MARK = "afresh";

  /** A file of a bounded run that has come to its end: nothing is left to go on from. */
  private static final String ENDED_MARK = "ended";

  private final Path home;

  /** Keeps checkpoints below a directory unless the job has one of its own. */
  LocalCheckpoints(Path home) {
    this.home = home;
  }

  /**
   * The job with its checkpoint directory, and with {@code auto} replaced by what there is to go on
   * from.
   *
   * @param kafkaCluster id of the cluster; another cluster's offsets would mean nothing
   * @throws BadInputException when the newest checkpoint is of a run that ends otherwise, or the
   *     directory cannot be made
   */
  JobConfig resolve(JobConfig config, String kafkaCluster) throws IOException {
    String directory =
        config
            .checkpointDir()
            .orElseGet(
                () ->
                    LocalUri.of(
                        home.resolve("checkpoints")
                            .resolve(kafkaCluster)
                            .resolve(DirectoryName.of(config.groupId()))));
    Optional<Path> local = LocalUri.path(directory);
    if (local.isEmpty()) {
      JobConfig located = config.withCheckpointDir(directory);
      return config.restore().equals(Restores.AUTO) ? located.withRestore(Restores.NONE) : located;
    }
    // Without links: a link may lead elsewhere by the next start, or for another machine.
    Path real = LocalDirectory.create(local.get()).toRealPath();
    JobConfig located = config.withCheckpointDir(LocalUri.of(real));
    return config.restore().equals(Restores.AUTO) ? newest(located, real) : located;
  }

  /**
   * Notes beside a started job's checkpoints what {@link #resolve} will want to know.
   *
   * @param start before its first checkpoint
   */
  static void noteStart(JobConfig config, JobID job, Instant start) throws IOException {
    if (config.bounded()) {
      mark(config, job, BOUNDED_MARK, start);
    }
    if (config.restore().equals(Restores.NONE)) {
      mark(config, job, AFRESH_MARK, start);
    }
  }

  /** Notes that a bounded job has answered everything. */
  static void noteEnd(JobConfig config, JobID job) throws IOException {
    mark(config, job, ENDED_MARK, Instant.now());
  }

  private static void mark(JobConfig config, JobID job, String mark, Instant time)
      throws IOException {
    Optional<Path> local = config.checkpointDir().flatMap(LocalUri::path);
    if (local.isPresent()) {
      Path directory = Files.createDirectories(local.get().resolve(job.toHexString()));
      Files.setLastModifiedTime(Files.createFile(directory.resolve(mark)), FileTime.from(time));
    }
  }

  private static JobConfig newest(JobConfig config, Path directory) throws IOException {
    Optional<Path> newest = Restores.newest(directory.toString());
    if (newest.isEmpty() || isLeftBehind(newest.get(), directory)) {
      return config.withRestore(Restores.NONE);
    }
    // A partition's end is part of the checkpoint: it can neither be added nor taken away.
    if (isOfBoundedRun(newest.get()) != config.bounded()) {
      throw new BadInputException(
          ("Checkpoint %s is of a run %s --bounded and cannot go on %s: start it as before, take"
                  + " another --group-id, or leave its requests in flight behind with --restore none.")
              .formatted(
                  newest.get(),
                  config.bounded() ? "without" : "with",
                  config.bounded() ? "with it" : "without"));
    }
    return config.goingOnFrom(LocalUri.of(newest.get()));
  }

  /** Whether a run that came later did not go on from it, or has come to its end. */
  private static boolean isLeftBehind(Path checkpoint, Path directory) throws IOException {
    FileTime taken = Files.getLastModifiedTime(checkpoint.resolve("_metadata"));
    try (DirectoryStream<Path> jobs = Files.newDirectoryStream(directory)) {
      for (Path job : jobs) {
        for (String mark : List.of(AFRESH_MARK, ENDED_MARK)) {
          Path file = job.resolve(mark);
          if (Files.exists(file) && Files.getLastModifiedTime(file).compareTo(taken) > 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean isOfBoundedRun(Path checkpoint) {
    return Files.exists(checkpoint.resolveSibling(BOUNDED_MARK));
  }
}
