package io.mosaicgpt.operators.kafka.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.flink.connector.kafka.sink.DefaultKafkaSinkContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepingWriterTest {
  private static final long NOW = 1_700_000_000_000L;

  @AfterEach
  void forget() {
    Rescue.forget("sink");
  }

  @Test
  void aFailedSendFailsTheCheckpoint() {
    assertThatThrownBy(() -> writer().flush(false)).hasMessage("a send has failed");
  }

  /** Flink ends the TaskManager when a task that is being cancelled cannot be closed. */
  @Test
  void aFailedSendDoesNotKeepATaskFromBeingClosed() {
    assertThatCode(() -> writer().close()).doesNotThrowAnyException();
  }

  /** After an outage the old time may be one that the topic refuses, or lets expire at once. */
  @Test
  void whatIsWrittenAgainIsStampedAnew() throws Exception {
    byte[] key = {1};
    byte[] value = {2};
    Rescue.of("sink").offer(List.of(new ProducerRecord<>("out", null, 7L, key, value)));
    Healthy kafka = new Healthy();

    writer(kafka).flush(false);

    assertThat(kafka.written).containsExactly(new ProducerRecord<>("out", null, NOW, key, value));
  }

  private static KeepingWriter<String> writer() {
    return writer(new Fenced());
  }

  private static KeepingWriter<String> writer(Healthy kafka) {
    return new KeepingWriter<>(
        kafka,
        (text, context, time) -> null,
        new DefaultKafkaSinkContext(0, 1, new Properties()),
        new NewestWitness(),
        "sink",
        () -> NOW);
  }

  /** The connector's writer. */
  @SuppressWarnings("try") // Flink's interface lets close() be interrupted.
  private static class Healthy
      implements PrecommittingStatefulSinkWriter<
          ProducerRecord<byte[], byte[]>, KafkaWriterState, KafkaCommittable> {
    private final List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();

    @Override
    public void write(ProducerRecord<byte[], byte[]> record, Context context) {
      written.add(record);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {}

    @Override
    public Collection<KafkaCommittable> prepareCommit() {
      return List.of();
    }

    @Override
    public List<KafkaWriterState> snapshotState(long checkpoint) {
      return List.of();
    }

    @Override
    public void close() throws IOException {}
  }

  /** After the brokers have given up its transaction. */
  private static final class Fenced extends Healthy {
    @Override
    public void flush(boolean endOfInput) throws IOException {
      throw failure();
    }

    @Override
    public void close() throws IOException {
      throw failure();
    }

    private static IOException failure() {
      return new IOException("a send has failed", new InvalidProducerEpochException("old epoch"));
    }
  }
}
