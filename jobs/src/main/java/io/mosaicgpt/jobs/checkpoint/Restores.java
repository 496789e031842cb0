package io.mosaicgpt.jobs.checkpoint;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.Ends;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.operators.kafka.identity.IdentifiedState;
import io.mosaicgpt.operators.kafka.identity.JobIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the checkpoint that a job goes on from, and sees to it that it is the job's own. */
public final class Restores {
  private final Optional<JobIdentity> job;
  private final boolean bounded;
  private final Consumer<String> say;

  /**
   * Restores of a job.
   *
   * @param job what its source notes in its state; empty when it notes nothing, so that every whole
   *     checkpoint will do
   * @param bounded whether its input has an end
   * @param say takes a sentence about checkpoints that are not the job's
   */
  public Restores(Optional<JobIdentity> job, boolean bounded, Consumer<String> say) {
    this.job = requireNonNull(job, "job is null");
    this.bounded = bounded;
    this.say = requireNonNull(say, "say is null");
  }

  /**
   * Restores of the job that has these ends.
   *
   * @param say as for the constructor
   */
  public static Restores of(Ends ends, Consumer<String> say) {
    return new Restores(ends.notedIdentity(), ends.bounded(), say);
  }

  /**
   * The newest complete checkpoint below a local directory ({@code dir/job/chk-n}) that is of this
   * job's group and Kafka cluster. Checkpoints of programs that did not note these may be.
   *
   * @throws BadInputException when it is of other topics or broken, or when a checkpoint may not be
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
    List<Path> checkpoints = CheckpointVisitor.checkpoints(directory, since);
    for (int i = 0; i < checkpoints.size(); i++) {
      Path checkpoint = checkpoints.get(i);
      try {
        Optional<IdentifiedState> input = noted(LocalUri.of(checkpoint));
        if (mayBeOurs(input)) {
          input.ifPresent(state -> requireSameJob(checkpoint.toString(), state));
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
   * Looks at a checkpoint or savepoint that the user has named. It may be of another group and have
   * other outputs, but must be of the same input.
   *
   * @param pointer a path of this machine, or what Flink takes
   * @throws BadInputException when the job cannot go on from it; other file systems are the
   *     cluster's business
   */
  public void require(String pointer) {
    Optional<IdentifiedState> input = read(pointer);
    Optional<String> why = input.flatMap(state -> state.whyNotInputOf(job.orElseThrow()));
    if (why.isPresent()) {
      throw new BadInputException(
          "--restore %s %s: give one of this input, or none.".formatted(pointer, why.get()));
    }
    Optional<String> ends = input.flatMap(this::whyNotEnds);
    if (ends.isPresent()) {
      throw new BadInputException(
          "--restore %s %s: start it as before, or give another one."
              .formatted(pointer, ends.get()));
    }
  }

  /**
   * Looks at the checkpoint or savepoint that an earlier run of this job has left.
   *
   * @param pointer as for {@link #require}
   * @throws BadInputException when it is of other topics, or broken
   */
  public void requireOwn(String pointer) {
    read(pointer).ifPresent(state -> requireSameJob(pointer, state));
  }

  private Optional<IdentifiedState> read(String pointer) {
    Optional<Path> local = LocalUri.path(pointer);
    if (local.isEmpty()) {
      return Optional.empty();
    }
    try {
      return noted(LocalUri.of(local.get()));
    } catch (IOException e) {
      throw new BadInputException(
          "--restore %s cannot be used, %s: give the directory of a checkpoint or savepoint, the one with the file _metadata."
              .formatted(pointer, e.getMessage()),
          e);
    }
  }

  /** What the job's source has noted; nothing when it notes nothing, or an older one did not. */
  private Optional<IdentifiedState> noted(String checkpoint) throws IOException {
    SavedState state = SavedState.read(checkpoint);
    return job.isPresent() ? state.input() : Optional.empty();
  }

  private boolean mayBeOurs(Optional<IdentifiedState> input) {
    return input.flatMap(IdentifiedState::identity).stream()
        .allMatch(saved -> job.orElseThrow().isOfTheSameGroupAs(saved));
  }

  private Optional<String> whyNot(IdentifiedState state) {
    return state.whyNotInputOf(job.orElseThrow()).or(() -> whyNotEnds(state));
  }

  /** A partition's end is part of the state: it can neither be added nor taken away. */
  private Optional<String> whyNotEnds(IdentifiedState state) {
    return state
        .bounded()
        .filter(saved -> saved != bounded)
        .map(
            saved ->
                "is of a run %s --bounded and cannot go on %s"
                    .formatted(saved ? "with" : "without", saved ? "without" : "with it"));
  }

  private void requireSameJob(String checkpoint, IdentifiedState state) {
    Optional<String> why = whyNot(state);
    if (why.isPresent()) {
      throw new BadInputException(
          "Checkpoint %s %s: start it as before, take another --group-id, or leave its requests in flight behind with --restore none."
              .formatted(checkpoint, why.get()));
    }
    List<String> wanted = job.orElseThrow().outputTopics();
    List<String> outputs = state.identity().map(JobIdentity::outputTopics).orElse(wanted);
    if (!outputs.equals(wanted)) {
      throw new BadInputException(
          "Checkpoint %s is of output topics %s, not of %s: start it as before, or say --restore %s to write the rest to the new ones."
              .formatted(
                  checkpoint,
                  String.join(" and ", outputs),
                  String.join(" and ", wanted),
                  checkpoint));
    }
  }

  /** The newest one that can be restored. */
  private Optional<Path> before(List<Path> older) {
    return older.stream().filter(this::canBeRestored).findFirst();
  }

  private boolean canBeRestored(Path checkpoint) {
    try {
      Optional<IdentifiedState> input = noted(LocalUri.of(checkpoint));
      return mayBeOurs(input) && input.flatMap(this::whyNot).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private static BadInputException broken(Path checkpoint, Optional<Path> before, IOException e) {
    String instead =
        before
            .map(
                path ->
                    "go back to the one before with --restore %s, which answers again what came since, or "
                        .formatted(path))
            .orElse("");
    return new BadInputException(
        "Checkpoint %s cannot be restored, %s: %sleave its requests in flight behind with --restore none."
            .formatted(checkpoint, e.getMessage(), instead),
        e);
  }

  private void sayPassedOver(int checkpoints, Path directory) {
    if (checkpoints > 0) {
      say.accept(
          "Passing over %d newer checkpoints in %s, which are of other groups or Kafka clusters."
              .formatted(checkpoints, directory));
    }
  }
}
