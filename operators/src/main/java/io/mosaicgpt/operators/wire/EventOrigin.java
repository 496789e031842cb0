package io.mosaicgpt.operators.wire;

import static java.util.Objects.requireNonNull;

/**
 * Where an event came from, for dead letters and logs.
 *
 * @param topic Kafka topic
 * @param partition its partition
 * @param offset offset of the record in the partition
 * @param timestamp the record's timestamp, epoch milliseconds; negative for none
 * @param key the record's key, or null
 */
public record EventOrigin(String topic, int partition, long offset, long timestamp, byte[] key) {
  public EventOrigin {
    requireNonNull(topic, "topic is null");
  }
}
