package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.source.NotedSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whose the state of a job between tables is: one labelling's, which has an id.
 *
 * @param run the id
 */
record TableIdentity(String run) implements StateIdentity {
  /** First line of the note: other kinds of ends write notes, too. */
  private static final String KIND = "label";

  TableIdentity {
    requireNonNull(run, "run is null");
  }

  /** What the source puts into the job's state. */
  List<String> note() {
    return List.of(KIND, run);
  }

  @Override
  public FoundState look(int version, byte[] state) throws IOException {
    return new Found(NotedSource.note(version, state).stream().anyMatch(note()::equals));
  }

  /** The command takes no {@code --restore}. */
  @Override
  public String insteadOfBroken(Optional<Path> before) {
    return "begin anew with --restart";
  }

  @Override
  public String others() {
    return "other labellings";
  }

  private record Found(boolean own) implements FoundState {
    @Override
    public boolean mayBeOwn() {
      return own;
    }

    @Override
    public Optional<String> whyNotByItself(String name) {
      return whyNotOnDemand();
    }

    @Override
    public Optional<String> whyNotOnDemand() {
      return own
          ? Optional.empty()
          : Optional.of("is of another labelling: give one of this, or none.");
    }
  }
}
