package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A job that a cluster remembers.
 *
 * @param id Flink's
 * @param end how far it is
 * @param state path of its newest checkpoint or savepoint that was kept, or of the one that it was
 *     restored from if it has none of its own
 */
public record EarlierJob(String id, End end, Optional<String> state) {
  /** How far a job is. */
  public enum End {
    /** It runs, or tries to. */
    NONE,
    /** It was cancelled or has failed. */
    BROKEN_OFF,
    /** It has come to its end; with a savepoint if it has state. */
    FINISHED
  }

  public EarlierJob {
    requireNonNull(id, "id is null");
    requireNonNull(end, "end is null");
    requireNonNull(state, "state is null");
  }

  /** Whether it says nothing of what was before it: one that failed as it was set up does not. */
  boolean tellsNothing() {
    return end == End.BROKEN_OFF && state.isEmpty();
  }
}
