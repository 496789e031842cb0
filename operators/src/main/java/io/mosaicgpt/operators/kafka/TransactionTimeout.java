package io.mosaicgpt.operators.kafka;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the broker keeps a transaction open. The completions of one checkpoint interval wait in
 * it; when the broker gives up on it before they are committed, the job has to write them again.
 */
final class TransactionTimeout {
  /** The most that a broker allows unless its transaction.max.timeout.ms was raised. */
  static final Duration DEFAULT = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(TransactionTimeout.class);

  /** What should be left for a slow checkpoint and a restart. */
  private static final Duration SLACK = Duration.ofMinutes(5);

  private TransactionTimeout() {}

  /**
   * Checks a timeout against the checkpoints.
   *
   * @throws IllegalArgumentException when no transaction would live until its checkpoint
   */
  static void check(Duration timeout, Duration checkpointInterval) {
    if (checkpointInterval == null || checkpointInterval.compareTo(Duration.ZERO) <= 0) {
      throw new IllegalArgumentException(
          "delivery exactly-once needs checkpoints, because they commit the transactions; set"
              + " checkpoint-interval, like 10s, or take delivery at-least-once");
    }
    if (timeout.compareTo(checkpointInterval) <= 0) {
      throw new IllegalArgumentException(
          "transaction.timeout.ms is "
              + timeout.toMillis()
              + ", which is not above the checkpoint interval of "
              + checkpointInterval.toMillis()
              + " ms: the broker would drop completions before they are committed; raise it (and"
              + " the broker's transaction.max.timeout.ms) or shorten checkpoint-interval");
    }
    if (timeout.minus(checkpointInterval).compareTo(SLACK) < 0) {
      LOG.warn(
          "transaction.timeout.ms={} leaves {} s beyond the checkpoint interval: when a checkpoint, a"
              + " restart or an outage takes longer, the job goes back to its last checkpoint and"
              + " completions come late.",
          timeout.toMillis(),
          timeout.minus(checkpointInterval).toSeconds());
    }
  }
}
