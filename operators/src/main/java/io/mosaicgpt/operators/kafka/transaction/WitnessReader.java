package io.mosaicgpt.operators.kafka.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks a transaction's fate up where it counts: in the output topic, as a consumer of committed
 * records. The transaction coordinator cannot tell, because transactional ids are used again.
 */
final class WitnessReader {
  /** Time for the broker to write the markers of a transaction that has just ended. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(100);

  /** Producer settings that mean something else, or nothing, to this consumer. */
  private static final Set<String> OF_THE_PRODUCER =
      Set.of(ConsumerConfig.CLIENT_ID_CONFIG, ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);

  private final Properties settings = new Properties();

  /** A reader that reaches the brokers as a producer with these settings does. */
  WitnessReader(Properties producer) {
    for (String name : producer.stringPropertyNames()) {
      if (ConsumerConfig.configNames().contains(name) && !OF_THE_PRODUCER.contains(name)) {
        settings.setProperty(name, producer.getProperty(name));
      }
    }
    settings.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
  }

  /**
   * Blocks for as long as the brokers are silent, up to the consumer's default.api.timeout.ms.
   *
   * @throws org.apache.kafka.common.KafkaException when the brokers do not say
   */
  Fate fate(Witness witness) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
      TopicPartition partition = new TopicPartition(witness.topic(), witness.partition());
      List<TopicPartition> only = List.of(partition);
      if (consumer.beginningOffsets(only).get(partition) > witness.offset()) {
        return Fate.GONE;
      }
      consumer.assign(only);
      consumer.seek(partition, witness.offset());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline) {
        // A consumer of committed records is given none, and gets no further, before an open
        // transaction; those of an aborted one it leaves out.
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> first : records.records(partition)) {
          return first.offset() == witness.offset() ? Fate.COMMITTED : Fate.ABORTED;
        }
        if (consumer.position(partition) > witness.offset()) {
          return Fate.ABORTED;
        }
      }
      return Fate.OPEN;
    }
  }
}
