package io.mosaicgpt.operators.kafka.bounded;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;

/** What an enumerator does, written down; its calls are made when the test says so. */
final class ManualContext implements SplitEnumeratorContext<KafkaPartitionSplit> {
  private final int parallelism;
  private final Map<Integer, ReaderInfo> readers = new HashMap<>();
  private final Deque<Runnable> calls = new ArrayDeque<>();
  private final List<String> log = new ArrayList<>();

  ManualContext(int parallelism) {
    this.parallelism = parallelism;
  }

  /** Makes a reader known, as the coordinator does before it tells the enumerator. */
  void register(int reader) {
    readers.put(reader, new ReaderInfo(reader, "here"));
  }

  /** Makes all calls, and those that they lead to. */
  void makeCalls() {
    while (!calls.isEmpty()) {
      calls.poll().run();
    }
  }

  /** {@code partition -> reader} for a split, {@code end -> reader} for the last one's signal. */
  List<String> log() {
    return log;
  }

  @Override
  public <V> void callAsync(Callable<V> callable, BiConsumer<V, Throwable> handler) {
    calls.add(
        () -> {
          V value;
          try {
            value = callable.call();
          } catch (Exception e) {
            handler.accept(null, e);
            return;
          }
          handler.accept(value, null);
        });
  }

  @Override
  public <V> void callAsync(
      Callable<V> callable, BiConsumer<V, Throwable> handler, long delay, long period) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
    assignment
        .assignment()
        .forEach(
            (reader, splits) ->
                splits.forEach(split -> log.add(split.getPartition() + " -> " + reader)));
  }

  @Override
  public void signalNoMoreSplits(int reader) {
    log.add("end -> " + reader);
  }

  @Override
  public int currentParallelism() {
    return parallelism;
  }

  @Override
  public Map<Integer, ReaderInfo> registeredReaders() {
    return readers;
  }

  @Override
  public SplitEnumeratorMetricGroup metricGroup() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sendEventToSourceReader(int reader, SourceEvent event) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void runInCoordinatorThread(Runnable action) {
    action.run();
  }
}
