package io.mosaicgpt.operators.source;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;

/**
 * An enumerator that begins a {@link JobCompanion} as it starts and ends it with itself. Flink also
 * makes enumerators that it replaces before they start, as it restores a job, and never closes
 * those.
 */
final class AccompaniedEnumerator<SplitT extends SourceSplit, EnumT>
    implements SplitEnumerator<SplitT, EnumT> {
  private final SplitEnumerator<SplitT, EnumT> enumerator;
  private final Supplier<Closeable> begin;
  private Closeable companion = () -> {};

  AccompaniedEnumerator(SplitEnumerator<SplitT, EnumT> enumerator, Supplier<Closeable> begin) {
    this.enumerator = requireNonNull(enumerator, "enumerator is null");
    this.begin = requireNonNull(begin, "begin is null");
  }

  @Override
  public void start() {
    companion = begin.get();
    enumerator.start();
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    enumerator.handleSplitRequest(subtask, host);
  }

  @Override
  public void addSplitsBack(List<SplitT> splits, int subtask) {
    enumerator.addSplitsBack(splits, subtask);
  }

  @Override
  public void addReader(int subtask) {
    enumerator.addReader(subtask);
  }

  @Override
  public EnumT snapshotState(long checkpoint) throws Exception {
    return enumerator.snapshotState(checkpoint);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    enumerator.notifyCheckpointComplete(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    enumerator.notifyCheckpointAborted(checkpoint);
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    enumerator.handleSourceEvent(subtask, event);
  }

  @Override
  public void close() throws IOException {
    Closeable ending = companion;
    try (ending) {
      enumerator.close();
    }
  }
}
