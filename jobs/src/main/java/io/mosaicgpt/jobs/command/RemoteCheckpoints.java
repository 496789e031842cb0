package io.mosaicgpt.jobs.command;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cluster.EarlierJob;
import io.mosaicgpt.jobs.config.JobConfig;
import io.mosaicgpt.jobs.pipeline.GenerationPipeline;
import io.mosaicgpt.jobs.pipeline.LocalUri;
import io.mosaicgpt.jobs.pipeline.Restores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a job on a cluster goes on from. The cluster remembers the last job of this name for a
 * while, and a group that Kafka has no offsets of has nothing to go on from.
 */
final class RemoteCheckpoints {
  /** What a cluster remembers. */
  @FunctionalInterface
  interface Memory {
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
  RemoteCheckpoints(String address, Memory cluster, Consumer<String> say) {
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
  JobConfig resolve(JobConfig config, boolean served) throws IOException, InterruptedException {
    if (!config.restore().equals(Restores.AUTO)) {
      if (!config.restore().equals(Restores.NONE) && isHere(config.restore())) {
        restores(config).require(config.restore()); // the job looks once more
      }
      return config;
    }
    Optional<EarlierJob> last = cluster.lastJob(new GenerationPipeline(config).name());
    if (last.isEmpty() && served) {
      throw new BadInputException(
          ("Group %s has been served before, but the cluster at %s remembers no checkpoint of it: name"
                  + " the last one with --restore PATH%s, or leave its requests in flight behind with"
                  + " --restore none.")
              .formatted(config.groupId(), address, newest(config)));
    }
    if (last.isPresent() && last.get().end() == EarlierJob.End.NONE) {
      throw new BadInputException(
          "Job %s of group %s runs on the cluster at %s: cancel it first, or take another --group-id."
              .formatted(last.get().id(), config.groupId(), address));
    }
    Optional<String> state = last.flatMap(EarlierJob::state);
    if (state.isPresent() && isHere(state.get())) {
      restores(config).requireOwn(state.get());
    }
    return config.withRestore(state.orElse(Restores.NONE));
  }

  /**
   * A hint only: checkpoints of a job that was restored elsewhere, and has ended, stay and are too
   * old.
   */
  private String newest(JobConfig config) throws IOException {
    Optional<Path> directory = config.checkpointDir().flatMap(LocalUri::path);
    Optional<Path> newest =
        directory.isPresent() ? restores(config).newest(directory.get()) : Optional.empty();
    return newest.map(" (the newest in --checkpoint-dir is %s)"::formatted).orElse("");
  }

  private Restores restores(JobConfig config) {
    return new Restores(config.identity(), config.bounded(), say);
  }

  private static boolean isHere(String state) {
    return LocalUri.path(state).filter(Files::exists).isPresent();
  }
}
