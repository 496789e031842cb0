package io.mosaicgpt.operators.kafka.transaction;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.DefaultKafkaSinkContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Flink's exactly-once Kafka sink, whose records are part of the checkpoint until they are
 * committed: however long brokers or the job are away, nothing is lost and nothing comes twice.
 *
 * <p>It costs the output of one checkpoint interval on the heap and in each checkpoint. The job
 * must be allowed to read its output topic: after an outage the topic itself tells whether a
 * transaction was committed. Writer and committer must be chained, as they are by default; in a job
 * that keeps them apart the writer fails before it writes anything. The last transaction of an
 * input that ends is committed by a checkpoint after that, which Flink takes unless {@code
 * execution.checkpointing.checkpoints-after-tasks-finish} is off.
 *
 * @param <T> what is written
 */
public final class RescuingSink<T>
    implements Sink<T>, SupportsCommitter<Precommitted>, SupportsWriterState<T, KafkaWriterState> {
  private static final long serialVersionUID = 1L;

  private final KafkaRecordSerializationSchema<T> serializer;
  private final Properties producer;
  private final String transactionalIdPrefix;
  private final KafkaSink<ProducerRecord<byte[], byte[]>> kafka;

  /**
   * A sink.
   *
   * @param serializer makes records of one topic, without headers or a partition of their own, and
   *     with a timestamp
   * @param producer settings, {@code bootstrap.servers} included
   * @param transactionalIdPrefix not the beginning of another sink's
   */
  public <S extends KafkaRecordSerializationSchema<T> & KafkaDatasetFacetProvider> RescuingSink(
      S serializer, Properties producer, String transactionalIdPrefix) {
    this.serializer = requireNonNull(serializer, "serializer is null");
    this.producer = requireNonNull(producer, "producer is null");
    this.transactionalIdPrefix =
        requireNonNull(transactionalIdPrefix, "transactionalIdPrefix is null");
    this.kafka =
        KafkaSink.<ProducerRecord<byte[], byte[]>>builder()
            .setKafkaProducerConfig(producer)
            .setBootstrapServers(producer.getProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG))
            .setRecordSerializer(new FinishedRecord(serializer))
            .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
            .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
            .setTransactionalIdPrefix(transactionalIdPrefix)
            .build();
  }

  @Override
  public KeepingWriter<T> createWriter(WriterInitContext context) throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public KeepingWriter<T> restoreWriter(
      WriterInitContext context, Collection<KafkaWriterState> recovered) throws IOException {
    Rescue.requireCommitter(transactionalIdPrefix);
    KafkaSinkContext sink =
        new DefaultKafkaSinkContext(
            context.getTaskInfo().getIndexOfThisSubtask(),
            context.getTaskInfo().getNumberOfParallelSubtasks(),
            producer);
    try {
      serializer.open(context.asSerializationSchemaInitializationContext(), sink);
    } catch (Exception e) {
      throw new FlinkRuntimeException("The output's serializer does not open: " + e, e);
    }
    NewestWitness witness = new NewestWitness();
    // By its interface: the connector's own writer is no public class.
    TwoPhaseCommittingStatefulSink<
            ProducerRecord<byte[], byte[]>, KafkaWriterState, KafkaCommittable>
        connector = kafka;
    return new KeepingWriter<>(
        connector.restoreWriter(new WitnessingContext(context, witness), recovered),
        serializer,
        sink,
        witness,
        transactionalIdPrefix,
        System::currentTimeMillis);
  }

  @Override
  public Committer<Precommitted> createCommitter(CommitterInitContext context) throws IOException {
    Rescue.announceCommitter(transactionalIdPrefix);
    return new RescuingCommitter(
        kafka.createCommitter(context), new WitnessReader(producer)::fate, transactionalIdPrefix);
  }

  @Override
  public SimpleVersionedSerializer<Precommitted> getCommittableSerializer() {
    return new PrecommittedSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
    return kafka.getWriterStateSerializer();
  }
}
