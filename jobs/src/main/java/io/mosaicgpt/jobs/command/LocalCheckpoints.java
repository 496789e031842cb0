package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.JobConfig;
import io.mosaicgpt.jobs.pipeline.LocalUri;
import io.mosaicgpt.jobs.pipeline.Restores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Notes beside a started job's checkpoints what {@link #resolve} will want to know. */
  static void note(JobConfig config, JobID job) throws IOException {
    Optional<Path> local = config.checkpointDir().flatMap(LocalUri::path);
    if (local.isPresent() && config.bounded()) {
      Path directory = Files.createDirectories(local.get().resolve(job.toHexString()));
      Files.createFile(directory.resolve(BOUNDED_MARK));
    }
  }

  private static JobConfig newest(JobConfig config, Path directory) throws IOException {
    Optional<Path> newest = Restores.newest(directory.toString());
    if (newest.isEmpty()) {
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
    return config.withRestore(LocalUri.of(newest.get()));
  }

  private static boolean isOfBoundedRun(Path checkpoint) {
    return Files.exists(checkpoint.resolveSibling(BOUNDED_MARK));
  }
}
