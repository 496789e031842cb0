package io.mosaicgpt.jobs.preflight;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.job.Ends;
import io.mosaicgpt.jobs.job.JobConfig;
import java.util.Optional;

/**
 * A job that can start.
 *
 * @param <E> the kind of its ends
 * @param config the job's, with what the ends have told
 * @param servedGroup the consumer group, if it has, or may have, committed offsets
 */
public record CheckedJob<E extends Ends>(JobConfig<E> config, Optional<String> servedGroup) {
  public CheckedJob {
    requireNonNull(config, "config is null");
    requireNonNull(servedGroup, "servedGroup is null");
  }
}
