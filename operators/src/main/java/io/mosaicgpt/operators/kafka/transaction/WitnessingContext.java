package io.mosaicgpt.operators.kafka.transaction;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobInfo;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A writer's context in which each record's place in its topic is told to a witness. */
final class WitnessingContext implements WriterInitContext {
  private final WriterInitContext flink;
  private final NewestWitness witness;

  WitnessingContext(WriterInitContext flink, NewestWitness witness) {
    this.flink = requireNonNull(flink, "flink is null");
    this.witness = requireNonNull(witness, "witness is null");
  }

  /** The connector asks for places of records, which is what a Kafka writer's metadata is. */
  @Override
  @SuppressWarnings("unchecked")
  public <MetaT> Optional<Consumer<MetaT>> metadataConsumer() {
    Consumer<RecordMetadata> both =
        flink.<RecordMetadata>metadataConsumer().map(witness::andThen).orElse(witness);
    return Optional.of((Consumer<MetaT>) both);
  }

  @Override
  public UserCodeClassLoader getUserCodeClassLoader() {
    return flink.getUserCodeClassLoader();
  }

  @Override
  public MailboxExecutor getMailboxExecutor() {
    return flink.getMailboxExecutor();
  }

  @Override
  public ProcessingTimeService getProcessingTimeService() {
    return flink.getProcessingTimeService();
  }

  @Override
  public SinkWriterMetricGroup metricGroup() {
    return flink.metricGroup();
  }

  @Override
  public SerializationSchema.InitializationContext asSerializationSchemaInitializationContext() {
    return flink.asSerializationSchemaInitializationContext();
  }

  @Override
  public boolean isObjectReuseEnabled() {
    return flink.isObjectReuseEnabled();
  }

  @Override
  public <T> TypeSerializer<T> createInputSerializer() {
    return flink.createInputSerializer();
  }

  @Override
  public OptionalLong getRestoredCheckpointId() {
    return flink.getRestoredCheckpointId();
  }

  @Override
  public JobInfo getJobInfo() {
    return flink.getJobInfo();
  }

  @Override
  public TaskInfo getTaskInfo() {
    return flink.getTaskInfo();
  }
}
