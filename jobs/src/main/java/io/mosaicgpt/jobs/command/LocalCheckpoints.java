package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.JobConfig;
import io.mosaicgpt.jobs.pipeline.LocalUri;
import io.mosaicgpt.jobs.pipeline.Restores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where a local run keeps its checkpoints, and which one it goes on from. Offsets that Kafka has of
 * the group lie past the requests that were in flight, so only a checkpoint knows all of a stopped
 * run's work.
 */
final class LocalCheckpoints {
  private final Path home;
  private final boolean served;
  private final Consumer<String> say;

  /**
   * Keeps checkpoints below a directory unless the job has one of its own.
   *
   * @param served whether the group has committed offsets
   * @param say takes a sentence about checkpoints that are not the job's
   */
  LocalCheckpoints(Path home, boolean served, Consumer<String> say) {
    this.home = home;
    this.served = served;
    this.say = say;
  }

  /**
   * The job with its checkpoint directory, and with {@code auto} replaced by what there is to go on
   * from.
   *
   * @throws BadInputException when the checkpoint cannot be gone on from, or the directory cannot
   *     be made
   */
  JobConfig resolve(JobConfig config) throws IOException {
    String directory =
        config
            .checkpointDir()
            .orElseGet(
                () ->
                    LocalUri.of(
                        home.resolve("checkpoints")
                            .resolve(config.kafka().ids().cluster())
                            .resolve(DirectoryName.of(config.groupId()))));
    Optional<Path> local = LocalUri.path(directory);
    if (!Set.of(Restores.AUTO, Restores.NONE).contains(config.restore())) {
      restores(config).require(config.restore());
    }
    if (local.isEmpty()) {
      JobConfig located = config.withCheckpointDir(directory);
      return config.restore().equals(Restores.AUTO) ? located.withRestore(Restores.NONE) : located;
    }
    // Without links: a link may lead elsewhere by the next start, or for another machine.
    Path real = LocalDirectory.create(local.get()).toRealPath();
    JobConfig located = config.withCheckpointDir(LocalUri.of(real));
    return config.restore().equals(Restores.AUTO) ? newest(located, real) : located;
  }

  private JobConfig newest(JobConfig config, Path directory) throws IOException {
    RunMarks marks = new RunMarks(directory, config.identity());
    marks.requireNothingIsGone();
    RunMarks.Leaving leaving = marks.newestLeaving();
    Restores restores = restores(config);
    Optional<Path> newest = restores.newest(directory, leaving.time());
    if (newest.isPresent()) {
      return config.goingOnFrom(LocalUri.of(newest.get()));
    }
    if (served && leaving.time().equals(Instant.EPOCH)) {
      say.accept(
          "Group %s has committed offsets but no checkpoint in %s: it begins at its offsets, and requests that were in flight are left behind."
              .formatted(config.groupId(), directory));
    }
    leaving.savepoint().ifPresent(restores::requireOwn);
    return config.withRestore(leaving.savepoint().orElse(Restores.NONE));
  }

  private Restores restores(JobConfig config) {
    return new Restores(config.identity(), config.bounded(), say);
  }
}
