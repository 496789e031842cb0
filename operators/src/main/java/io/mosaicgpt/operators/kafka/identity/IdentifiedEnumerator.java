package io.mosaicgpt.operators.kafka.identity;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.source.WrappedEnumerator;
import java.util.Optional;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/** The connector's enumerator, whose snapshots say whose they are. */
@SuppressWarnings("try") // close() may be interrupted: the interface says throws Exception.
final class IdentifiedEnumerator
    extends WrappedEnumerator<KafkaPartitionSplit, KafkaSourceEnumState, IdentifiedState> {
  private final JobIdentity identity;

  IdentifiedEnumerator(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator, JobIdentity identity) {
    super(enumerator);
    this.identity = requireNonNull(identity, "identity is null");
  }

  @Override
  public IdentifiedState snapshotState(long checkpointId) throws Exception {
    return new IdentifiedState(Optional.of(identity), enumerator.snapshotState(checkpointId));
  }
}
