package io.mosaicgpt.jobs.checkpoint;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cluster.EarlierJob;
import io.mosaicgpt.jobs.job.CheckpointPlan;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.jobs.job.RestorePoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a job on a cluster goes on from. The cluster remembers the last job of this name for a
 * while, and a group that Kafka has no offsets of has nothing to go on from.
 */
public final class RemoteCheckpoints {
  /** What a cluster remembers. */
  @FunctionalInterface
  public interface Memory {
    /** The job of a name that started last. */
    Optional<EarlierJob> lastJob(String name) throws InterruptedException;
  }

  private final String address;
  private final Memory cluster;
  private final Consumer<String> say;

  /**
   * Checkpoints of a cluster.
   *
   * @param address of the cluster, for sentences
   * @param say takes a sentence about checkpoints that are not the job's
   */
  public RemoteCheckpoints(String address, Memory cluster, Consumer<String> say) {
    this.address = requireNonNull(address, "address is null");
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.say = requireNonNull(say, "say is null");
  }

  /**
   * The job, with {@code auto} replaced by what there is to go on from.
   *
   * @param served whether the group may have been served before
   * @throws BadInputException when that cannot be known, or is another job's
   */
  public JobConfig<KafkaEnds> resolve(JobConfig<KafkaEnds> config, boolean served)
      throws IOException, InterruptedException {
    CheckpointPlan plan = config.checkpoints();
    if (plan.restore().isAuto()) {
      return config.with(plan.from(last(plan, config.ends(), served)));
    }
    Optional<String> given = plan.restore().path();
    if (given.isPresent() && isHere(given.get())) {
      Restores.of(config.ends(), say).require(given.get()); // the job looks once more
    }
    return config;
  }

  private RestorePoint last(CheckpointPlan plan, KafkaEnds ends, boolean served)
      throws IOException, InterruptedException {
    Optional<EarlierJob> last = cluster.lastJob(ends.jobName());
    Restores restores = Restores.of(ends, say);
    Optional<Path> directory = plan.directory().flatMap(LocalUri::path);
    if (last.isEmpty() && plan.restore().isNewest() && directory.isPresent()) {
      return restores.newestState(directory.get());
    }
    if (last.isEmpty() && served) {
      throw new BadInputException(
          ("Group %s has been served before, but the cluster at %s remembers no checkpoint of it: name"
                  + " the last one with --restore PATH%s, or leave its requests in flight behind with"
                  + " --restore none.")
              .formatted(ends.groupId(), address, newest(plan, restores)));
    }
    if (last.isPresent() && last.get().end() == EarlierJob.End.NONE) {
      throw new BadInputException(
          "Job %s of group %s runs on the cluster at %s: cancel it first, or take another --group-id."
              .formatted(last.get().id(), ends.groupId(), address));
    }
    Optional<String> state = last.flatMap(EarlierJob::state);
    if (state.isPresent() && isHere(state.get())) {
      restores.requireOwn(state.get());
    }
    return state.map(RestorePoint::of).orElse(RestorePoint.NONE);
  }

  /**
   * A hint only: checkpoints of a job that was restored elsewhere, and has ended, stay and are too
   * old.
   */
  private static String newest(CheckpointPlan plan, Restores restores) throws IOException {
    Optional<Path> directory = plan.directory().flatMap(LocalUri::path);
    Optional<Path> newest =
        directory.isPresent() ? restores.newest(directory.get()) : Optional.empty();
    return newest.map(" (the newest in --checkpoint-dir is %s)"::formatted).orElse("");
  }

  private static boolean isHere(String state) {
    return LocalUri.path(state).filter(Files::exists).isPresent();
  }
}
