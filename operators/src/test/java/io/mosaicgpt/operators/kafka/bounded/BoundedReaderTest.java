package io.mosaicgpt.operators.kafka.bounded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BoundedReaderTest {
  private static final TopicPartition FIRST = new TopicPartition("t", 0);
  private static final TopicPartition SECOND = new TopicPartition("t", 1);
  private static final long COMMITTED = KafkaPartitionSplit.COMMITTED_OFFSET;

  private final Scripted kafka = new Scripted();
  private final List<Map<TopicPartition, Long>> commits = new ArrayList<>();
  private final BoundedReader<String> reader = new BoundedReader<>(kafka, commits::add);

  /** The connector's reader as far as splits go. */
  private static final class Scripted implements SourceReader<String, KafkaPartitionSplit> {
    private List<KafkaPartitionSplit> open = List.of();
    private boolean closed;

    @Override
    public InputStatus pollNext(ReaderOutput<String> output) {
      return open.isEmpty() ? InputStatus.END_OF_INPUT : InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
      return open;
    }

    @Override
    public void start() {}

    @Override
    public void addSplits(List<KafkaPartitionSplit> splits) {
      open = List.copyOf(splits);
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public CompletableFuture<Void> isAvailable() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static KafkaPartitionSplit split(TopicPartition partition, long start, long end) {
    return new KafkaPartitionSplit(partition, start, end);
  }

  @Test
  void partitionsThatAreReadStayInItsCheckpointsAtTheirEnd() {
    reader.addSplits(List.of(split(FIRST, COMMITTED, 9), split(SECOND, 0, 4)));
    assertThat(reader.snapshotState(1)).isEqualTo(kafka.open);

    kafka.open = List.of(split(SECOND, 2, 4));

    assertThat(reader.snapshotState(2)).containsExactly(split(SECOND, 2, 4), split(FIRST, 9, 9));
  }

  @Test
  void theEndIsCommittedWhenTheCheckpointBehindItIsCompleteAndTheConsumerIsGone() throws Exception {
    reader.addSplits(List.of(split(FIRST, COMMITTED, 9), split(SECOND, 6, 4)));
    kafka.open = List.of();
    reader.pollNext(null);
    reader.snapshotState(3);
    reader.notifyCheckpointComplete(3);
    assertThat(commits).isEmpty();

    reader.close();

    assertThat(kafka.closed).isTrue();
    assertThat(commits).containsExactly(Map.of(FIRST, 9L, SECOND, 6L));
  }

  @Test
  void aTaskThatFailsBeforeThatCheckpointIsCompleteCommitsNothing() throws Exception {
    reader.addSplits(List.of(split(FIRST, 0, 9)));
    reader.snapshotState(2);
    kafka.open = List.of();
    reader.pollNext(null);
    reader.snapshotState(3);
    reader.notifyCheckpointComplete(2);

    reader.close();

    assertThat(commits).isEmpty();
  }

  @Test
  void aTaskThatFailsBehindThatCheckpointCommitsWhenItIsRestored() throws Exception {
    reader.addSplits(List.of(split(FIRST, 0, 9)));
    kafka.open = List.of();
    List<KafkaPartitionSplit> saved = reader.snapshotState(3);

    Scripted again = new Scripted();
    BoundedReader<String> restored = new BoundedReader<>(again, commits::add);
    restored.addSplits(saved);
    again.open = List.of();
    restored.pollNext(null);
    restored.snapshotState(4);
    restored.notifyCheckpointComplete(4);
    restored.close();

    assertThat(commits).containsExactly(Map.of(FIRST, 9L));
  }
}
