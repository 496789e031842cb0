package io.mosaicgpt.operators.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * The group's committed offsets, and where there are none the first record since a time. Flink's
 * own initializer by time takes no notice of what is committed.
 */
@SuppressWarnings("deprecation") // The interface knows Kafka's deprecated type only.
final class CommittedOrSince implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  private final long timestamp;

  /**
   * @param timestamp epoch milliseconds
   */
  CommittedOrSince(long timestamp) {
    this.timestamp = timestamp;
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever kafka) {
    Map<TopicPartition, Long> offsets = new HashMap<>(kafka.committedOffsets(partitions));
    offsets.keySet().retainAll(partitions);
    Collection<TopicPartition> fresh =
        partitions.stream().filter(partition -> !offsets.containsKey(partition)).toList();
    if (fresh.isEmpty()) {
      return offsets;
    }
    // The end first: a record that comes in between has its place behind it.
    offsets.putAll(kafka.endOffsets(fresh));
    Map<TopicPartition, Long> since =
        fresh.stream().collect(Collectors.toMap(Function.identity(), partition -> timestamp));
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
        kafka.offsetsForTimes(since).entrySet()) {
      if (found.getValue() != null && found.getValue().offset() >= 0) {
        offsets.put(found.getKey(), found.getValue().offset());
      }
    }
    return offsets;
  }

  /** For a committed offset whose record is gone: what is still there has not been answered. */
  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.EARLIEST;
  }
}
