package io.mosaicgpt.integration.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Everything that consumers of a topic see who read committed records only.
 *
 * @param <T> what a record's value is
 */
public final class TopicReader<T> implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Function<byte[], T> decoder;
  private final List<T> values = new ArrayList<>();
  private final List<Headers> headers = new ArrayList<>();

  /** Begins at the topic's beginning. */
  public TopicReader(Map<String, String> client, String topic, Function<byte[], T> decoder) {
    this.decoder = decoder;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", "false");
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Every value from the topic's beginning to the end that it has now. */
  public List<T> all() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("The records up to " + ends + " did not come");
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        values.add(decoder.apply(record.value()));
        headers.add(record.headers());
      }
    }
    return List.copyOf(values);
  }

  /** Those of the records that {@link #all} brought, in its order. */
  public List<Headers> headers() {
    return List.copyOf(headers);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
