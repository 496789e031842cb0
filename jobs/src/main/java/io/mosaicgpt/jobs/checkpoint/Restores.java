package io.mosaicgpt.jobs.checkpoint;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.Ends;
import io.mosaicgpt.jobs.job.FoundState;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.jobs.job.RestorePoint;
import io.mosaicgpt.jobs.job.StateIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the checkpoint that a job goes on from, and sees to it that it is the job's own. */
public final class Restores {
  private final StateIdentity job;
  private final Consumer<String> say;

  /**
   * Restores of a job.
   *
   * @param job tells its state from others'
   * @param say takes a sentence about checkpoints that are not the job's
   */
  public Restores(StateIdentity job, Consumer<String> say) {
    this.job = requireNonNull(job, "job is null");
    this.say = requireNonNull(say, "say is null");
  }

  /**
   * Restores of the job that has these ends.
   *
   * @param say as for the constructor
   */
  public static Restores of(Ends ends, Consumer<String> say) {
    return new Restores(ends.stateIdentity(), say);
  }

  /**
   * The newest complete checkpoint below a local directory ({@code dir/job/chk-n}) that may be this
   * job's own.
   *
   * @throws BadInputException when the job cannot go on from it, or when a checkpoint may not be
   *     looked into
   */
  public Optional<Path> newest(Path directory) throws IOException {
    return newest(directory, Instant.EPOCH);
  }

  /**
   * The same, of those that are not older than a time.
   *
   * @throws BadInputException as {@link #newest(Path)} does
   */
  public Optional<Path> newest(Path directory, Instant since) throws IOException {
    return newest(directory, CheckpointVisitor.checkpoints(directory, since));
  }

  /**
   * What the job goes on from if the newest checkpoint or savepoint below a local directory is the
   * last there was; a checkpoint is the job's own to delete, a savepoint stays.
   *
   * @throws BadInputException as {@link #newest(Path)} does
   */
  public RestorePoint newestState(Path directory) throws IOException {
    return newest(directory, CheckpointVisitor.states(directory))
        .map(
            state ->
                CheckpointVisitor.isSavepoint(state)
                    ? RestorePoint.of(LocalUri.of(state))
                    : RestorePoint.own(LocalUri.of(state)))
        .orElse(RestorePoint.NONE);
  }

  private Optional<Path> newest(Path directory, List<Path> checkpoints) throws IOException {
    for (int i = 0; i < checkpoints.size(); i++) {
      Path checkpoint = checkpoints.get(i);
      try {
        Optional<FoundState> state = look(LocalUri.of(checkpoint));
        if (state.stream().allMatch(FoundState::mayBeOwn)) {
          requireUsable(checkpoint.toString(), state);
          sayPassedOver(i, directory);
          return Optional.of(checkpoint);
        }
      } catch (IOException e) {
        throw broken(checkpoint, before(checkpoints.subList(i + 1, checkpoints.size())), e);
      }
    }
    sayPassedOver(checkpoints.size(), directory);
    return Optional.empty();
  }

  /**
   * Looks at a checkpoint or savepoint that the user has named. Less is asked of it than of one
   * that the job would take by itself.
   *
   * @param pointer a path of this machine, or what Flink takes
   * @throws BadInputException when the job cannot go on from it; other file systems are the
   *     cluster's business
   */
  public void require(String pointer) {
    Optional<String> why = read(pointer).flatMap(FoundState::whyNotOnDemand);
    if (why.isPresent()) {
      throw new BadInputException("--restore %s %s".formatted(pointer, why.get()));
    }
  }

  /**
   * Looks at the checkpoint or savepoint that an earlier run of this job has left.
   *
   * @param pointer as for {@link #require}
   * @throws BadInputException when the job cannot go on from it, or it is broken
   */
  public void requireOwn(String pointer) {
    requireUsable(pointer, read(pointer));
  }

  private static void requireUsable(String name, Optional<FoundState> state) {
    Optional<String> why = state.flatMap(found -> found.whyNotByItself(name));
    if (why.isPresent()) {
      throw new BadInputException("Checkpoint %s %s".formatted(name, why.get()));
    }
  }

  private Optional<FoundState> read(String pointer) {
    Optional<Path> local = LocalUri.path(pointer);
    if (local.isEmpty()) {
      return Optional.empty();
    }
    try {
      return look(LocalUri.of(local.get()));
    } catch (IOException e) {
      throw new BadInputException(
          "--restore %s cannot be used, %s: give the directory of a checkpoint or savepoint, the one with the file _metadata."
              .formatted(pointer, e.getMessage()),
          e);
    }
  }

  /** Empty when it has no source, which Flink will refuse. */
  private Optional<FoundState> look(String checkpoint) throws IOException {
    return SavedState.read(checkpoint).seenBy(job);
  }

  /** The newest one that can be restored. */
  private Optional<Path> before(List<Path> older) {
    return older.stream().filter(this::canBeRestored).findFirst();
  }

  private boolean canBeRestored(Path checkpoint) {
    try {
      return look(LocalUri.of(checkpoint)).stream()
          .allMatch(state -> state.mayBeOwn() && state.whyNotOnDemand().isEmpty());
    } catch (IOException e) {
      return false;
    }
  }

  private BadInputException broken(Path checkpoint, Optional<Path> before, IOException e) {
    return new BadInputException(
        "Checkpoint %s cannot be restored, %s: %s."
            .formatted(checkpoint, e.getMessage(), job.insteadOfBroken(before)),
        e);
  }

  private void sayPassedOver(int checkpoints, Path directory) {
    if (checkpoints > 0) {
      say.accept(
          "Passing over %d newer checkpoints in %s, which are of %s."
              .formatted(checkpoints, directory, job.others()));
    }
  }
}
