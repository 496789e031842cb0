package io.mosaicgpt.operators.kafka.bounded;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.source.WrappedEnumerator;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/** The connector's enumerator, whose readers learn that there is an end. */
final class BoundedEnumerator
    extends WrappedEnumerator<KafkaPartitionSplit, KafkaSourceEnumState, KafkaSourceEnumState> {
  private final DiscoveryContext discovery;

  /**
   * @param kafka made with {@code discovery} as its context
   */
  BoundedEnumerator(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka,
      DiscoveryContext discovery) {
    super(kafka);
    this.discovery = requireNonNull(discovery, "discovery is null");
  }

  @Override
  public void addReader(int reader) {
    discovery.expect(reader);
    super.addReader(reader);
    discovery.assigned(reader);
  }

  @Override
  public KafkaSourceEnumState snapshotState(long checkpoint) throws Exception {
    return enumerator.snapshotState(checkpoint);
  }
}
