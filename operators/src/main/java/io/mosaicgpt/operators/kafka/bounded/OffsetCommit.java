package io.mosaicgpt.operators.kafka.bounded;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Commits a group's offsets and waits for the brokers to have them. */
final class OffsetCommit implements Consumer<Map<TopicPartition, Long>>, Serializable {
  private static final long serialVersionUID = 1L;

  private final Properties consumer;

  /**
   * @param consumer settings, {@code bootstrap.servers} and {@code group.id} included
   */
  OffsetCommit(Properties consumer) {
    this.consumer = requireNonNull(consumer, "consumer is null");
  }

  /**
   * Commits, unless the settings say that offsets are not committed.
   *
   * @throws IllegalStateException when the brokers do not take the offsets
   */
  @Override
  public void accept(Map<TopicPartition, Long> offsets) {
    if (offsets.isEmpty() || !wanted()) {
      return;
    }
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try (KafkaConsumer<byte[], byte[]> group = new KafkaConsumer<>(consumer, bytes, bytes)) {
      group.commitSync(
          offsets.entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue()))));
    } catch (KafkaException e) {
      throw new IllegalStateException(
          ("Group %s cannot commit that its input is answered up to its end, and its next run would"
                  + " answer it again: %s")
              .formatted(consumer.getProperty(ConsumerConfig.GROUP_ID_CONFIG), e.getMessage()),
          e);
    }
  }

  private boolean wanted() {
    return Boolean.parseBoolean(
        consumer.getProperty(
            KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(),
            String.valueOf(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.defaultValue())));
  }
}
