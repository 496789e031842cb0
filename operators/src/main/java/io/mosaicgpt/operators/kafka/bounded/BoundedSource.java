package io.mosaicgpt.operators.kafka.bounded;

import static java.util.Objects.requireNonNull;

import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.watermark.WatermarkDeclaration;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

/**
 * A bounded Kafka source that ends after a restore as well as without, and not before its group's
 * offsets stand at its end, where the next run of the group begins. Its checkpoints are the
 * connector's.
 *
 * @param <T> what an event is
 */
public final class BoundedSource<T>
    implements Source<T, KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<T>,
        LineageVertexProvider {
  private static final long serialVersionUID = 1L;

  private final KafkaSource<T> kafka;
  private final OffsetCommit commit;

  private BoundedSource(KafkaSource<T> kafka, OffsetCommit commit) {
    this.kafka = kafka;
    this.commit = commit;
  }

  /**
   * Makes a source end reliably.
   *
   * @param consumer the source's settings, {@code bootstrap.servers} and {@code group.id} included
   * @throws IllegalArgumentException for a source without an end
   */
  public static <T> BoundedSource<T> of(KafkaSource<T> kafka, Properties consumer) {
    requireNonNull(kafka, "kafka is null");
    if (kafka.getBoundedness() != Boundedness.BOUNDED) {
      throw new IllegalArgumentException("the source has no end; use it as it is");
    }
    return new BoundedSource<>(kafka, new OffsetCommit(consumer));
  }

  @Override
  public Boundedness getBoundedness() {
    return kafka.getBoundedness();
  }

  @Override
  public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    return new BoundedReader<>(kafka.createReader(context), commit);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    DiscoveryContext discovery = new DiscoveryContext(context);
    return new BoundedEnumerator(kafka.createEnumerator(discovery), discovery);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint)
      throws Exception {
    DiscoveryContext discovery = new DiscoveryContext(context);
    return new BoundedEnumerator(kafka.restoreEnumerator(discovery, checkpoint), discovery);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return kafka.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return kafka.getEnumeratorCheckpointSerializer();
  }

  @Override
  public Set<? extends WatermarkDeclaration> declareWatermarks() {
    return kafka.declareWatermarks();
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return kafka.getProducedType();
  }

  @Override
  public LineageVertex getLineageVertex() {
    return kafka.getLineageVertex();
  }
}
