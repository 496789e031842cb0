package io.mosaicgpt.operators.kafka.transaction;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes records and keeps them until the connector's writer ends their transaction. */
@SuppressWarnings("try") // Flink's interface lets close() be interrupted.
final class KeepingWriter<T>
    implements StatefulSinkWriter<T, KafkaWriterState>, CommittingSinkWriter<T, Precommitted> {
  private static final Logger LOG = LoggerFactory.getLogger(KeepingWriter.class);

  private final PrecommittingStatefulSinkWriter<
          ProducerRecord<byte[], byte[]>, KafkaWriterState, KafkaCommittable>
      kafka;
  private final KafkaRecordSerializationSchema<T> serializer;
  private final KafkaSinkContext context;
  private final NewestWitness witness;
  private final String sink;
  private final LongSupplier clock;
  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();

  /**
   * @param clock epoch milliseconds
   */
  KeepingWriter(
      PrecommittingStatefulSinkWriter<
              ProducerRecord<byte[], byte[]>, KafkaWriterState, KafkaCommittable>
          kafka,
      KafkaRecordSerializationSchema<T> serializer,
      KafkaSinkContext context,
      NewestWitness witness,
      String sink,
      LongSupplier clock) {
    this.kafka = requireNonNull(kafka, "kafka is null");
    this.serializer = requireNonNull(serializer, "serializer is null");
    this.context = requireNonNull(context, "context is null");
    this.witness = requireNonNull(witness, "witness is null");
    this.sink = requireNonNull(sink, "sink is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public void write(T element, Context of) throws IOException, InterruptedException {
    write(serializer.serialize(element, context, of.timestamp()));
  }

  private void write(ProducerRecord<byte[], byte[]> record)
      throws IOException, InterruptedException {
    kafka.write(record, NoContext.INSTANCE);
    records.add(record);
  }

  /** Called before each checkpoint: the last moment for records to come into its transaction. */
  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    for (ProducerRecord<byte[], byte[]> rescued : Rescue.of(sink).take()) {
      write(stampedAnew(rescued));
    }
    if (endOfInput) {
      Rescue.of(sink).end();
    }
    kafka.flush(endOfInput);
  }

  /** Brokers may have been away for so long that the topic refuses the old time, or expires it. */
  private ProducerRecord<byte[], byte[]> stampedAnew(ProducerRecord<byte[], byte[]> old) {
    return new ProducerRecord<>(
        old.topic(), null, clock.getAsLong(), old.key(), old.value(), old.headers());
  }

  @Override
  public Collection<Precommitted> prepareCommit() throws IOException, InterruptedException {
    Optional<Witness> place = witness.take();
    List<Precommitted> precommitted = new ArrayList<>();
    for (KafkaCommittable transaction : kafka.prepareCommit()) {
      precommitted.add(new Precommitted(transaction, place, records));
    }
    records.clear();
    return precommitted;
  }

  @Override
  public List<KafkaWriterState> snapshotState(long checkpoint) throws IOException {
    return kafka.snapshotState(checkpoint);
  }

  /**
   * A send that has failed is told by the flush before each checkpoint. Here it only concerns
   * records that nobody will commit, and a task that fails while it is cleaned up takes its whole
   * TaskManager with it.
   */
  @Override
  public void close() throws Exception {
    Rescue.forget(sink);
    try {
      kafka.close();
    } catch (IOException | KafkaException e) {
      LOG.warn("Records of {} that were not to be committed could not be sent.", sink, e);
    }
  }

  /** Records carry their timestamps themselves. */
  private enum NoContext implements Context {
    INSTANCE;

    @Override
    public long currentWatermark() {
      return Long.MIN_VALUE;
    }

    @Override
    public Long timestamp() {
      return null;
    }
  }
}
