package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.Settings;

/**
 * Everything a generation job is told, validated.
 *
 * @param <E> the kind of its ends
 * @param serving what answers
 * @param ends where events come from, and results go
 */
public record JobConfig<E extends Ends>(Serving serving, E ends) {
  public JobConfig {
    requireNonNull(serving, "serving is null");
    requireNonNull(ends, "ends is null");
  }

  /**
   * Reads and validates all settings of a job between Kafka's topics.
   *
   * @throws BadInputException naming the first setting that cannot be used
   */
  public static JobConfig<KafkaEnds> ofKafka(Settings settings) {
    return new JobConfig<>(Serving.from(settings), KafkaEnds.from(settings));
  }

  /** How its state is kept. */
  public CheckpointPlan checkpoints() {
    return serving.checkpoints();
  }

  /** The same with its state kept otherwise. */
  public JobConfig<E> with(CheckpointPlan plan) {
    return new JobConfig<>(serving.with(plan), ends);
  }

  /** The same with other ends of the kind. */
  public JobConfig<E> with(E other) {
    return new JobConfig<>(serving, other);
  }
}
