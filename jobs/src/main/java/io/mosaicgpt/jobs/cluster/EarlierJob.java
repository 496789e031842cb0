package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A job that a cluster remembers.
 *
 * @param id Flink's
 * @param ended whether it is over
 * @param state path of its newest checkpoint or savepoint that was kept, or of the one that it was
 *     restored from if it has none of its own
 */
public record EarlierJob(String id, boolean ended, Optional<String> state) {
  public EarlierJob {
    requireNonNull(id, "id is null");
    requireNonNull(state, "state is null");
  }
}
