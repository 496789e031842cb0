package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How a job's state is kept.
 *
 * @param interval time between checkpoints
 * @param directory where checkpoints are kept; empty leaves it to the cluster
 * @param restore the state that the job begins with
 */
public record CheckpointPlan(Duration interval, Optional<String> directory, RestorePoint restore) {
  public CheckpointPlan {
    requireNonNull(interval, "interval is null");
    requireNonNull(directory, "directory is null");
    requireNonNull(restore, "restore is null");
  }

  /** The same with another place for checkpoints. */
  public CheckpointPlan in(String place) {
    return new CheckpointPlan(interval, Optional.of(place), restore);
  }

  /** The same, begun with other state. */
  public CheckpointPlan from(RestorePoint state) {
    return new CheckpointPlan(interval, directory, state);
  }
}
