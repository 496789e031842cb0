package io.mosaicgpt.operators.kafka.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.operators.state.RefusedStateException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.util.FlinkException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class IdentifiedStateSerializerTest {
  private static final JobIdentity JOB =
      new JobIdentity("abc-Cluster", "größe", "llm.in", "id_1", List.of("llm.out", "llm.dlq"));
  private static final IdentifiedStateSerializer SERIALIZER = new IdentifiedStateSerializer();

  private static KafkaSourceEnumState partitions() {
    return new KafkaSourceEnumState(
        List.of(new KafkaPartitionSplit(new TopicPartition("llm.in", 7), 42)), List.of(), true);
  }

  private static void assertPartitions(IdentifiedState state) {
    assertThat(state.partitions().assignedSplits())
        .singleElement()
        .satisfies(
            split -> {
              assertThat(split.getTopicPartition()).isEqualTo(new TopicPartition("llm.in", 7));
              assertThat(split.getStartingOffset()).isEqualTo(42);
            });
    assertThat(state.partitions().initialDiscoveryFinished()).isTrue();
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    byte[] bytes = SERIALIZER.serialize(new IdentifiedState(Optional.of(JOB), partitions()));

    IdentifiedState read = SERIALIZER.deserialize(SERIALIZER.getVersion(), bytes);

    assertThat(read.identity()).contains(JOB);
    assertPartitions(read);
  }

  @Test
  void theCommittedBytesOfVersion100AreRead() throws IOException {
    try (InputStream bytes = getClass().getResourceAsStream("/state/identified-source-v100.bin")) {
      IdentifiedState read = SERIALIZER.deserialize(100, bytes.readAllBytes());

      assertThat(read.identity()).contains(JOB);
      assertPartitions(read);
    }
  }

  @Test
  void theConnectorsOwnStateHasNoIdentity() throws IOException {
    KafkaSourceEnumStateSerializer connector = new KafkaSourceEnumStateSerializer();

    IdentifiedState read =
        SERIALIZER.deserialize(connector.getVersion(), connector.serialize(partitions()));

    assertThat(read.identity()).isEmpty();
    assertPartitions(read);
  }

  @Test
  void stateOfALaterProgramEndsTheJobWithASentence() {
    assertThatThrownBy(() -> SERIALIZER.deserialize(101, new byte[0]))
        .isInstanceOf(RefusedStateException.class)
        .hasMessageContaining("has version 101, and this program reads up to 100")
        .satisfies(
            failure ->
                assertThat(
                        ThrowableClassifier.findThrowableOfThrowableType(
                            new FlinkException("the coordinator failed", failure),
                            ThrowableType.NonRecoverableError))
                    .isPresent());
  }
}
