package io.mosaicgpt.operators.wire;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.schemas.EventHeader;
import java.util.List;
import java.util.OptionalLong;

/**
 * The record of a Kafka topic that an event came in.
 *
 * @param topic Kafka topic
 * @param partition its partition
 * @param offset offset of the record in the partition
 * @param timestamp the record's timestamp, epoch milliseconds; negative for none
 * @param key the record's key, or null
 * @param headers those of the record's headers that go to its results; never changed
 */
public record KafkaOrigin(
    String topic, int partition, long offset, long timestamp, byte[] key, List<EventHeader> headers)
    implements EventOrigin {
  public KafkaOrigin {
    requireNonNull(topic, "topic is null");
    headers = List.copyOf(headers);
  }

  /** Without headers. */
  public KafkaOrigin(String topic, int partition, long offset, long timestamp, byte[] key) {
    this(topic, partition, offset, timestamp, key, List.of());
  }

  @Override
  public String place() {
    return topic + "-" + partition + "@" + offset;
  }

  @Override
  public OptionalLong stamp() {
    return OptionalLong.of(timestamp);
  }
}
