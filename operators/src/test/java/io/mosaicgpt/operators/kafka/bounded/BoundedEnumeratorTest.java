package io.mosaicgpt.operators.kafka.bounded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The connector's own enumerator, on a topic whose partitions the test makes up. */
class BoundedEnumeratorTest {
  private static final int READERS = 2;
  private static final long END = 7;
  private static final int AWAY = -1;

  private final TreeSet<Integer> partitions = new TreeSet<>(Set.of(0, 1, 2));
  private final ManualContext context = new ManualContext(READERS);
  private SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator;

  private static final class Topic implements KafkaSubscriber {
    private static final long serialVersionUID = 1L;

    private final transient Set<Integer> partitions;

    Topic(Set<Integer> partitions) {
      this.partitions = partitions;
    }

    @Override
    public Set<TopicPartition> getSubscribedTopicPartitions(AdminClient brokers) {
      if (partitions.contains(AWAY)) {
        throw new IllegalStateException("no broker answers");
      }
      return partitions.stream().map(p -> new TopicPartition("t", p)).collect(Collectors.toSet());
    }
  }

  private BoundedSource<String> source() {
    KafkaSource<String> kafka =
        KafkaSource.<String>builder()
            .setBootstrapServers("localhost:1")
            .setGroupId("g")
            .setKafkaSubscriber(new Topic(partitions))
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setBounded(
                OffsetsInitializer.offsets(
                    IntStream.range(0, 5)
                        .boxed()
                        .collect(Collectors.toMap(p -> new TopicPartition("t", p), p -> END))))
            .setValueOnlyDeserializer(new SimpleStringSchema())
            .build();
    return BoundedSource.of(kafka, new Properties());
  }

  private void startAfresh() {
    enumerator = source().createEnumerator(context);
    enumerator.start();
  }

  private void restore(List<KafkaPartitionSplit> assigned, List<KafkaPartitionSplit> unassigned)
      throws Exception {
    enumerator =
        source().restoreEnumerator(context, new KafkaSourceEnumState(assigned, unassigned, true));
    enumerator.start();
  }

  private static KafkaPartitionSplit split(int partition) {
    return new KafkaPartitionSplit(new TopicPartition("t", partition), 0, END);
  }

  private void register(int reader) {
    context.register(reader);
    enumerator.addReader(reader);
  }

  @AfterEach
  void tearDown() throws Exception {
    if (enumerator != null) {
      enumerator.close();
    }
  }

  @Test
  void atTheFirstStartReadersAreToldTheirSplitsAndThenTheEndOnce() {
    startAfresh();
    register(0);
    assertThat(context.log()).isEmpty();

    context.makeCalls();
    register(1);

    assertThat(context.log()).containsOnlyOnce("end -> 0", "end -> 1").hasSize(5);
    assertThat(context.log().get(4)).isEqualTo("end -> 1");
  }

  @Test
  void restoredWithEveryPartitionAssignedItTellsReadersTheEnd() throws Exception {
    restore(List.of(split(0), split(1), split(2)), List.of());
    register(0);
    context.makeCalls();
    register(1);

    assertThat(context.log()).containsExactly("end -> 0", "end -> 1");
  }

  @Test
  void restoredWithAPartitionThatNobodyHasItAssignsThatBeforeTheEnd() throws Exception {
    restore(List.of(split(0), split(1)), List.of(split(2)));
    context.makeCalls();
    register(0);
    register(1);

    assertThat(context.log()).hasSize(3).containsOnlyOnce("end -> 0", "end -> 1");
    String reader =
        context.log().stream().filter(l -> l.startsWith("2 -> ")).findFirst().orElseThrow();
    assertThat(context.log().indexOf(reader))
        .isLessThan(context.log().indexOf(reader.replace("2 ->", "end ->")));
  }

  @Test
  void partitionsThatAreNewAtTheRestoreAreRead() throws Exception {
    partitions.add(3);
    partitions.add(4);
    restore(List.of(split(0), split(1), split(2)), List.of());
    register(0);
    register(1);
    context.makeCalls();

    assertThat(context.log()).hasSize(4).containsOnlyOnce("end -> 0", "end -> 1");
    assertThat(context.log())
        .filteredOn(l -> l.startsWith("3 -> ") || l.startsWith("4 -> "))
        .hasSize(2);
  }

  @Test
  void aTopicThatHasNoPartitionsAnyMoreEndsToo() throws Exception {
    partitions.clear();
    restore(List.of(split(0)), List.of());
    register(0);
    context.makeCalls();

    assertThat(context.log()).containsExactly("end -> 0");
  }

  @Test
  void aReaderThatComesAgainAfterAFailureIsToldAgain() {
    startAfresh();
    register(0);
    register(1);
    context.makeCalls();
    context.log().clear();

    enumerator.addSplitsBack(List.of(), 1);
    register(1);

    assertThat(context.log()).containsExactly("end -> 1");
  }

  @Test
  void aDiscoveryThatFailsIsNoEnd() throws Exception {
    restore(List.of(split(0)), List.of());
    partitions.add(AWAY);
    register(0);

    assertThatThrownBy(context::makeCalls).hasMessageContaining("Failed to list subscribed topic");
    assertThat(context.log()).isEmpty();
  }

  @Test
  void aSourceWithoutEndIsRefused() {
    KafkaSource<String> endless =
        KafkaSource.<String>builder()
            .setBootstrapServers("localhost:1")
            .setTopics("t")
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setValueOnlyDeserializer(new SimpleStringSchema())
            .build();

    assertThatThrownBy(() -> BoundedSource.of(endless, new Properties()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no end");
  }
}
