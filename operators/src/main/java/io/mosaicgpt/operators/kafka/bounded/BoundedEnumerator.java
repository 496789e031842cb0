package io.mosaicgpt.operators.kafka.bounded;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/** The connector's enumerator, whose readers learn that there is an end. */
final class BoundedEnumerator
    implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
  private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;
  private final DiscoveryContext discovery;

  /**
   * @param kafka made with {@code discovery} as its context
   */
  BoundedEnumerator(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka,
      DiscoveryContext discovery) {
    this.kafka = requireNonNull(kafka, "kafka is null");
    this.discovery = requireNonNull(discovery, "discovery is null");
  }

  @Override
  public void start() {
    kafka.start();
  }

  @Override
  public void addReader(int reader) {
    discovery.expect(reader);
    kafka.addReader(reader);
    discovery.assigned(reader);
  }

  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int reader) {
    kafka.addSplitsBack(splits, reader);
  }

  @Override
  public void handleSplitRequest(int reader, String host) {
    kafka.handleSplitRequest(reader, host);
  }

  @Override
  public void handleSourceEvent(int reader, SourceEvent event) {
    kafka.handleSourceEvent(reader, event);
  }

  @Override
  public KafkaSourceEnumState snapshotState(long checkpoint) throws Exception {
    return kafka.snapshotState(checkpoint);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    kafka.notifyCheckpointComplete(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    kafka.notifyCheckpointAborted(checkpoint);
  }

  @Override
  public void close() throws IOException {
    kafka.close();
  }
}
