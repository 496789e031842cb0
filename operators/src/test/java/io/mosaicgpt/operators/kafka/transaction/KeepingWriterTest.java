package io.mosaicgpt.operators.kafka.transaction;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.flink.connector.kafka.sink.DefaultKafkaSinkContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.junit.jupiter.api.Test;

class KeepingWriterTest {
  @Test
  void aFailedSendFailsTheCheckpoint() {
    assertThatThrownBy(() -> writer().flush(false)).hasMessage("a send has failed");
  }

  /** Flink ends the TaskManager when a task that is being cancelled cannot be closed. */
  @Test
  void aFailedSendDoesNotKeepATaskFromBeingClosed() {
    assertThatCode(() -> writer().close()).doesNotThrowAnyException();
  }

  private static KeepingWriter<String> writer() {
    return new KeepingWriter<>(
        new Fenced(),
        (text, context, time) -> null,
        new DefaultKafkaSinkContext(0, 1, new Properties()),
        new NewestWitness(),
        "sink");
  }

  /** The connector's writer after the brokers have given up its transaction. */
  @SuppressWarnings("try") // Flink's interface lets close() be interrupted.
  private static final class Fenced
      implements PrecommittingStatefulSinkWriter<
          ProducerRecord<byte[], byte[]>, KafkaWriterState, KafkaCommittable> {
    @Override
    public void write(ProducerRecord<byte[], byte[]> record, Context context) {}

    @Override
    public void flush(boolean endOfInput) throws IOException {
      throw failure();
    }

    @Override
    public Collection<KafkaCommittable> prepareCommit() {
      return List.of();
    }

    @Override
    public List<KafkaWriterState> snapshotState(long checkpoint) {
      return List.of();
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
