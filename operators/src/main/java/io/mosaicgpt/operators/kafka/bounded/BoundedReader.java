package io.mosaicgpt.operators.kafka.bounded;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;

/**
 * The connector's reader, which commits in passing, and at its end may be closed before it has. So
 * this one commits where its partitions end when the last checkpoint is complete, and keeps the
 * partitions that it has read in its checkpoints: whoever is restored in between does it again.
 *
 * <p>The task's thread only.
 */
@SuppressWarnings("try") // close() may be interrupted: the interface says throws Exception.
final class BoundedReader<T> implements SourceReader<T, KafkaPartitionSplit> {
  private final SourceReader<T, KafkaPartitionSplit> kafka;
  private final Consumer<Map<TopicPartition, Long>> commit;
  private final Map<String, KafkaPartitionSplit> splits = new LinkedHashMap<>();
  private boolean ended;
  private OptionalLong last = OptionalLong.empty();
  private boolean complete;

  /**
   * @param commit takes the offset at which each partition goes on
   */
  BoundedReader(
      SourceReader<T, KafkaPartitionSplit> kafka, Consumer<Map<TopicPartition, Long>> commit) {
    this.kafka = requireNonNull(kafka, "kafka is null");
    this.commit = requireNonNull(commit, "commit is null");
  }

  @Override
  public void start() {
    kafka.start();
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> added) {
    added.forEach(split -> splits.put(split.splitId(), split));
    kafka.addSplits(added);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    InputStatus status = kafka.pollNext(output);
    ended |= status == InputStatus.END_OF_INPUT;
    return status;
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
    List<KafkaPartitionSplit> saved = new ArrayList<>(kafka.snapshotState(checkpoint));
    Set<String> open = saved.stream().map(KafkaPartitionSplit::splitId).collect(Collectors.toSet());
    for (KafkaPartitionSplit split : splits.values()) {
      if (!open.contains(split.splitId())) {
        end(split)
            .ifPresent(
                end -> saved.add(new KafkaPartitionSplit(split.getTopicPartition(), end, end)));
      }
    }
    if (ended && last.isEmpty()) {
      last = OptionalLong.of(checkpoint);
    }
    return saved;
  }

  /** Where the group goes on; a partition may have been empty, or read beyond its end before. */
  private static OptionalLong end(KafkaPartitionSplit split) {
    long end = Math.max(split.getStartingOffset(), split.getStoppingOffset().orElse(-1L));
    return end < 0 ? OptionalLong.empty() : OptionalLong.of(end);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    kafka.notifyCheckpointComplete(checkpoint);
    complete |= last.isPresent() && checkpoint >= last.getAsLong();
  }

  /** Commits after the connector's consumer is gone, so that nothing older comes behind. */
  @Override
  public void close() throws Exception {
    kafka.close();
    if (complete) {
      commit.accept(ends());
    }
  }

  private Map<TopicPartition, Long> ends() {
    Map<TopicPartition, Long> ends = new LinkedHashMap<>();
    splits
        .values()
        .forEach(split -> end(split).ifPresent(end -> ends.put(split.getTopicPartition(), end)));
    return ends;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return kafka.isAvailable();
  }

  @Override
  public void notifyNoMoreSplits() {
    kafka.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    kafka.handleSourceEvents(event);
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
    kafka.pauseOrResumeSplits(pause, resume);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    kafka.notifyCheckpointAborted(checkpoint);
  }
}
