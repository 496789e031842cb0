package io.mosaicgpt.operators.kafka.bounded;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;

/**
 * Sees to it that every reader is told, once, that no more splits come. The connector's enumerator
 * forgets to when the discovery of partitions finds none that are new, as after a restore
 * (FLINK-33466): so here the discovery is over when nothing is left that it waits for.
 *
 * <p>The coordinator's thread only.
 */
final class DiscoveryContext implements SplitEnumeratorContext<KafkaPartitionSplit> {
  private final SplitEnumeratorContext<KafkaPartitionSplit> flink;
  private final Set<Integer> told = new HashSet<>();
  private int calls;
  private boolean over;

  DiscoveryContext(SplitEnumeratorContext<KafkaPartitionSplit> flink) {
    this.flink = requireNonNull(flink, "flink is null");
  }

  /** A reader comes, perhaps again after a failure, and knows nothing. */
  void expect(int reader) {
    told.remove(reader);
  }

  /** A reader has the splits that there are for it. */
  void assigned(int reader) {
    if (over) {
      signalNoMoreSplits(reader);
    }
  }

  @Override
  public <V> void callAsync(Callable<V> callable, BiConsumer<V, Throwable> handler) {
    calls++;
    flink.callAsync(
        callable,
        (value, failure) -> {
          handler.accept(value, failure); // may call again
          calls--;
          if (calls == 0) {
            over = true;
            Set.copyOf(registeredReaders().keySet()).forEach(this::signalNoMoreSplits);
          }
        });
  }

  /** Discovery that is repeated is never over. */
  @Override
  public <V> void callAsync(
      Callable<V> callable, BiConsumer<V, Throwable> handler, long delayMillis, long everyMillis) {
    throw new IllegalStateException("a bounded source looks for partitions once");
  }

  /** A second signal could reach a task that the first has ended, which Flink takes for a loss. */
  @Override
  public void signalNoMoreSplits(int reader) {
    if (told.add(reader)) {
      flink.signalNoMoreSplits(reader);
    }
  }

  @Override
  public SplitEnumeratorMetricGroup metricGroup() {
    return flink.metricGroup();
  }

  @Override
  public void sendEventToSourceReader(int reader, SourceEvent event) {
    flink.sendEventToSourceReader(reader, event);
  }

  @Override
  public void sendEventToSourceReader(int reader, int attempt, SourceEvent event) {
    flink.sendEventToSourceReader(reader, attempt, event);
  }

  @Override
  public int currentParallelism() {
    return flink.currentParallelism();
  }

  @Override
  public Map<Integer, ReaderInfo> registeredReaders() {
    return flink.registeredReaders();
  }

  @Override
  public Map<Integer, Map<Integer, ReaderInfo>> registeredReadersOfAttempts() {
    return flink.registeredReadersOfAttempts();
  }

  @Override
  public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
    flink.assignSplits(assignment);
  }

  @Override
  public void assignSplit(KafkaPartitionSplit split, int reader) {
    flink.assignSplit(split, reader);
  }

  @Override
  public void runInCoordinatorThread(Runnable action) {
    flink.runInCoordinatorThread(action);
  }

  @Override
  public void setIsProcessingBacklog(boolean backlog) {
    flink.setIsProcessingBacklog(backlog);
  }
}
