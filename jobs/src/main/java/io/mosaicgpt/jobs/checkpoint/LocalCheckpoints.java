package io.mosaicgpt.jobs.checkpoint;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.CheckpointPlan;
import io.mosaicgpt.jobs.job.Ends;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.jobs.job.RestorePoint;
import io.mosaicgpt.jobs.process.LocalDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a local run keeps its checkpoints, and which one it goes on from. Only a checkpoint knows
 * all of a stopped run's work: offsets that Kafka has of a group, say, lie past the requests that
 * were in flight.
 */
public final class LocalCheckpoints {
  private final Path home;
  private final Optional<String> servedGroup;
  private final Consumer<String> say;

  /**
   * Keeps checkpoints below a directory unless the job has one of its own.
   *
   * @param servedGroup Kafka's consumer group, if there is one that has committed offsets
   * @param say takes a sentence about checkpoints that are not the job's
   */
  public LocalCheckpoints(Path home, Optional<String> servedGroup, Consumer<String> say) {
    this.home = requireNonNull(home, "home is null");
    this.servedGroup = requireNonNull(servedGroup, "servedGroup is null");
    this.say = requireNonNull(say, "say is null");
  }

  /**
   * The job with its checkpoint directory, and with {@code auto} replaced by what there is to go on
   * from.
   *
   * @throws BadInputException when the checkpoint cannot be gone on from, or the directory cannot
   *     be made
   */
  public <E extends Ends> JobConfig<E> resolve(JobConfig<E> config) throws IOException {
    return config.with(resolve(config.checkpoints(), config.ends()));
  }

  private CheckpointPlan resolve(CheckpointPlan plan, Ends ends) throws IOException {
    String directory =
        plan.directory()
            .orElseGet(
                () -> LocalUri.of(home.resolve("checkpoints").resolve(ends.checkpointPath())));
    Optional<Path> local = LocalUri.path(directory);
    Restores restores = Restores.of(ends, say);
    plan.restore().path().ifPresent(restores::require);
    boolean auto = plan.restore().isAuto();
    if (local.isEmpty()) {
      return plan.in(directory).from(auto ? RestorePoint.NONE : plan.restore());
    }
    // Without links: a link may lead elsewhere by the next start, or for another machine.
    Path real = LocalDirectory.create(local.get()).toRealPath();
    return plan.in(LocalUri.of(real))
        .from(auto ? newest(real, ends.owner(), restores) : plan.restore());
  }

  private RestorePoint newest(Path directory, String owner, Restores restores) throws IOException {
    RunMarks marks = new RunMarks(directory, owner);
    marks.requireNothingIsGone();
    RunMarks.Leaving leaving = marks.newestLeaving();
    Optional<Path> newest = restores.newest(directory, leaving.time());
    if (newest.isPresent()) {
      return RestorePoint.own(LocalUri.of(newest.get()));
    }
    if (servedGroup.isPresent() && leaving.time().equals(Instant.EPOCH)) {
      say.accept(
          "Group %s has committed offsets but no checkpoint in %s: it begins at its offsets, and requests that were in flight are left behind."
              .formatted(servedGroup.get(), directory));
    }
    leaving.savepoint().ifPresent(restores::requireOwn);
    return leaving.savepoint().map(RestorePoint::of).orElse(RestorePoint.NONE);
  }
}
