package io.mosaicgpt.operators.kafka.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifiedSourceTest {
  private static final JobIdentity JOB =
      new JobIdentity("cluster", "group", "in", "id", List.of("out", "dlq"));

  private static IdentifiedSource<String> source(JobIdentity job) {
    return new IdentifiedSource<>(
        KafkaSource.<String>builder()
            .setBootstrapServers("localhost:1")
            .setTopics(job.inputTopic())
            .setValueOnlyDeserializer(new SimpleStringSchema())
            .build(),
        job);
  }

  /** Nothing here starts an enumerator, so that nobody is asked anything. */
  @SuppressWarnings("unchecked")
  private static SplitEnumeratorContext<KafkaPartitionSplit> context() {
    return (SplitEnumeratorContext<KafkaPartitionSplit>)
        Proxy.newProxyInstance(
            IdentifiedSourceTest.class.getClassLoader(),
            new Class<?>[] {SplitEnumeratorContext.class},
            (proxy, method, arguments) -> null);
  }

  private static IdentifiedState stateOf(Optional<JobIdentity> job, String topic) {
    KafkaPartitionSplit split = new KafkaPartitionSplit(new TopicPartition(topic, 0), 8);
    return new IdentifiedState(job, new KafkaSourceEnumState(List.of(split), List.of(), true));
  }

  private static Optional<JobIdentity> identityNotedBy(
      SplitEnumerator<KafkaPartitionSplit, IdentifiedState> enumerator) throws Exception {
    return enumerator.snapshotState(1).identity();
  }

  @Test
  void aSnapshotSaysWhoseItIs() throws Exception {
    assertThat(identityNotedBy(source(JOB).createEnumerator(context()))).contains(JOB);
  }

  @Test
  void theJobGoesOnFromItsOwnState() throws Exception {
    SplitEnumerator<KafkaPartitionSplit, IdentifiedState> restored =
        source(JOB).restoreEnumerator(context(), stateOf(Optional.of(JOB), "in"));

    assertThat(identityNotedBy(restored)).contains(JOB);
    assertThat(restored.snapshotState(1).partitions().assignedSplits()).hasSize(1);
  }

  @Test
  void groupAndOutputsMayBeChangedOnPurpose() throws Exception {
    JobIdentity other = new JobIdentity("cluster", "g2", "in", "id", List.of("o2", "d2"));

    assertThat(
            identityNotedBy(
                source(JOB).restoreEnumerator(context(), stateOf(Optional.of(other), "in"))))
        .contains(JOB);
  }

  @ParameterizedTest
  @CsvSource({
    "old, in, id, 'is of Kafka cluster old, and this one is cluster'",
    "cluster, b, id, 'is of input topic b, not of in'",
    "cluster, in, id-1, 'is of an earlier input topic in, which was deleted and created again since'"
  })
  void offsetsOfAnotherInputFailTheJobForGood(
      String cluster, String topic, String topicId, String why) {
    JobIdentity other = new JobIdentity(cluster, "group", topic, topicId, JOB.outputTopics());

    assertThatThrownBy(
            () -> source(JOB).restoreEnumerator(context(), stateOf(Optional.of(other), topic)))
        .isInstanceOf(ForeignStateException.class)
        .hasMessage("The checkpoint or savepoint " + why + ": restore one of this input, or none.")
        .satisfies(
            failure ->
                assertThat(
                        ThrowableClassifier.findThrowableOfThrowableType(
                            failure, ThrowableType.NonRecoverableError))
                    .isPresent());
  }

  @Test
  void idsThatNobodyAskedForAreNotComparedAndNotForgotten() throws Exception {
    JobIdentity names = new JobIdentity("", "group", "in", "", JOB.outputTopics());

    assertThat(
            identityNotedBy(
                source(names).restoreEnumerator(context(), stateOf(Optional.of(JOB), "in"))))
        .contains(JOB);
    assertThat(
            identityNotedBy(
                source(JOB).restoreEnumerator(context(), stateOf(Optional.of(names), "in"))))
        .contains(JOB);
  }

  @Test
  void stateOfAnEarlierProgramIsKnownByItsPartitions() throws Exception {
    assertThat(
            identityNotedBy(
                source(JOB).restoreEnumerator(context(), stateOf(Optional.empty(), "in"))))
        .contains(JOB);
    assertThatThrownBy(
            () -> source(JOB).restoreEnumerator(context(), stateOf(Optional.empty(), "b")))
        .isInstanceOf(ForeignStateException.class)
        .hasMessageContaining("is of input topic b, not of in");
  }

  @Test
  void whatFlinkAsksOfTheSourceIsTheConnectors() throws Exception {
    IdentifiedSource<String> source = source(JOB);

    assertThat(source.getProducedType()).isEqualTo(Types.STRING);
    assertThat(InstantiationUtil.clone(source).getBoundedness()).isEqualTo(source.getBoundedness());
  }
}
