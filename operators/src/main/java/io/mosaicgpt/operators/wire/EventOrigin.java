package io.mosaicgpt.operators.wire;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.schemas.EventHeader;
import java.util.List;

/**
 * Where an event came from and what came with it, for its results, dead letters and logs.
 *
 * @param topic Kafka topic
 * @param partition its partition
 * @param offset offset of the record in the partition
 * @param timestamp the record's timestamp, epoch milliseconds; negative for none
 * @param key the record's key, or null
 * @param headers those of the record's headers that go to its results; never changed
 */
public record EventOrigin(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte[] key,
    List<EventHeader> headers) {
  public EventOrigin {
    requireNonNull(topic, "topic is null");
    headers = List.copyOf(headers);
  }

  /** Without headers. */
  public EventOrigin(String topic, int partition, long offset, long timestamp, byte[] key) {
    this(topic, partition, offset, timestamp, key, List.of());
  }

  /** The headers as results carry them: null for none, and for an event from nowhere. */
  public static List<EventHeader> headersOf(EventOrigin origin) {
    return origin == null || origin.headers.isEmpty() ? null : origin.headers;
  }
}
