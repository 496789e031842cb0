package io.mosaicgpt.jobs.preflight;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.operators.kafka.CompletionSink;
import io.mosaicgpt.operators.kafka.DeadLetterSink;
import io.mosaicgpt.operators.kafka.RecordSinkBuilder;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Asks for a transactional id as the job's sinks will. No description of the cluster tells whether
 * they get one: that takes a right of its own, and a topic of Kafka's that may be short of brokers.
 */
final class TransactionTrial {
  /** A new cluster has to make that topic first. */
  private static final int TIMEOUT_MILLIS = 30_000;

  private final KafkaEnds ends;

  TransactionTrial(KafkaEnds ends) {
    this.ends = requireNonNull(ends, "ends is null");
  }

  /**
   * Tries both sinks' ids. Leaves nothing but the ids, which the brokers forget.
   *
   * @throws BadInputException when there is none for the job
   */
  void run() {
    tryPrefix(CompletionSink.builder(), ends.topics().output());
    tryPrefix(DeadLetterSink.builder(), ends.topics().deadLetters());
  }

  private void tryPrefix(RecordSinkBuilder<?> sink, String topic) {
    String prefix = sink.topic(topic).jobName(ends.groupId()).transactionalIdPrefix();
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings(prefix + "/start"), bytes, bytes)) {
      producer.initTransactions();
    } catch (AuthorizationException e) {
      throw new BadInputException(
          "Kafka at %s does not let the job use transactional ids: give its user Write and Describe on those that begin with %s, or take --delivery at-least-once."
              .formatted(ends.kafka().bootstrapServers(), prefix),
          e);
    } catch (TimeoutException e) {
      throw new BadInputException(
          "Kafka at %s gives no transactional id within %d s: see whether its topic __transaction_state has the brokers that transaction.state.log.replication.factor and transaction.state.log.min.isr want, or take --delivery at-least-once."
              .formatted(ends.kafka().bootstrapServers(), TIMEOUT_MILLIS / 1000),
          e);
    } catch (KafkaException e) {
      // The client takes the type from this refusal.
      throw String.valueOf(e.getMessage()).contains(TransactionLimit.SETTING)
          ? tooLong(e)
          : KafkaFailure.of(ends.kafka(), e);
    }
  }

  private BadInputException tooLong(KafkaException e) {
    return new BadInputException(
        "The brokers allow no transactions of %s ms (their %s): set --kafka-property transaction.timeout.ms to what they allow."
            .formatted(
                settings("").getProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                TransactionLimit.SETTING),
        e);
  }

  private Properties settings(String transactionalId) {
    Properties all = new Properties();
    all.setProperty(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        String.valueOf(RecordSinkBuilder.DEFAULT_TRANSACTION_TIMEOUT.toMillis()));
    all.putAll(ends.kafka().clientProperties());
    all.setProperty(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    all.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(TIMEOUT_MILLIS));
    // Whatever else was given for these, the sinks say what is wrong with it.
    all.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    all.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return all;
  }
}
