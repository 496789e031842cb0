package io.mosaicgpt.operators.kafka.identity;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.source.WrappedSource;
import java.util.Optional;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A Kafka source that notes in its state whose it is, and does not start from another's: not from
 * that of another cluster, of another topic, or of one that was deleted and created again. State of
 * the bare source can be restored, if its topic is this one.
 *
 * @param <T> what is read
 */
public final class IdentifiedSource<T>
    extends WrappedSource<T, KafkaPartitionSplit, KafkaSourceEnumState, IdentifiedState> {
  private static final long serialVersionUID = 1L;

  private final JobIdentity identity;

  /**
   * The source of a job.
   *
   * @param source the connector's, or one that stands for it
   */
  public IdentifiedSource(
      Source<T, KafkaPartitionSplit, KafkaSourceEnumState> source, JobIdentity identity) {
    super(source);
    this.identity = requireNonNull(identity, "identity is null");
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, IdentifiedState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) throws Exception {
    return new IdentifiedEnumerator(source.createEnumerator(context), identity);
  }

  /**
   * Goes on from state.
   *
   * @throws ForeignStateException when it is another job's
   */
  @Override
  public SplitEnumerator<KafkaPartitionSplit, IdentifiedState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, IdentifiedState state) throws Exception {
    Optional<String> why = state.whyNotInputOf(identity);
    if (why.isPresent()) {
      throw new ForeignStateException(
          "The checkpoint or savepoint %s: restore one of this input, or none."
              .formatted(why.get()));
    }
    boolean bounded = source.getBoundedness() == Boundedness.BOUNDED;
    if (state.bounded().filter(saved -> saved != bounded).isPresent()) {
      throw new ForeignStateException(
          "The checkpoint or savepoint is of a job whose input %s: start the job as before, or without state."
              .formatted(bounded ? "had no end" : "had an end"));
    }
    return new IdentifiedEnumerator(
        source.restoreEnumerator(context, state.partitions()),
        state.identity().map(identity::completedBy).orElse(identity));
  }

  @Override
  public SimpleVersionedSerializer<IdentifiedState> getEnumeratorCheckpointSerializer() {
    return new IdentifiedStateSerializer();
  }
}
