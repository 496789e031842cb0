package io.mosaicgpt.jobs.preflight;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.operators.kafka.RecordSinkBuilder;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The longest that a broker keeps a transaction open, its transaction.max.timeout.ms. A job that
 * asks for more is refused when it opens its sinks, and would restart for ever.
 *
 * @param millis the limit
 */
record TransactionLimit(long millis) {
  /** Its name among a broker's settings. */
  static final String SETTING = "transaction.max.timeout.ms";

  /**
   * The job with a transaction timeout that the brokers allow.
   *
   * @param say takes a sentence when that is less than it would have been
   * @throws BadInputException when the user asked for more, or no transaction would live until its
   *     checkpoint
   */
  JobConfig<KafkaEnds> applyTo(JobConfig<KafkaEnds> config, Consumer<String> say) {
    String given =
        config.ends().kafka().properties().get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    long asked = asked(given);
    if (asked <= millis) {
      return config;
    }
    if (given != null) {
      throw new BadInputException(
          "transaction.timeout.ms is %d, but the brokers allow at most %d (their transaction.max.timeout.ms): set --kafka-property transaction.timeout.ms=%d, or raise theirs."
              .formatted(asked, millis, millis));
    }
    if (millis <= config.checkpoints().interval().toMillis()) {
      throw new BadInputException(
          "The brokers end transactions after %d ms (their transaction.max.timeout.ms), which is not above the checkpoint interval of %d ms, so no answer could be committed: raise theirs, shorten --checkpoint-interval, or take --delivery at-least-once."
              .formatted(millis, config.checkpoints().interval().toMillis()));
    }
    say.accept(
        "The brokers end transactions after %d s (their transaction.max.timeout.ms), so the job takes that instead of %d s: after a longer outage nothing is lost, but answers come late."
            .formatted(millis / 1000, asked / 1000));
    return config.with(
        config
            .ends()
            .withProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, String.valueOf(millis)));
  }

  /** What is no number the sinks refuse. */
  private static long asked(String given) {
    if (given == null) {
      return RecordSinkBuilder.DEFAULT_TRANSACTION_TIMEOUT.toMillis();
    }
    return given.strip().matches("\\d{1,10}") ? Long.parseLong(given.strip()) : 0;
  }
}
