package io.mosaicgpt.operators.source;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Stands for an enumerator that cannot be restored, and fails the job as it starts. Flink drops a
 * failure before that, while it makes a job of a savepoint, and starts the source without state.
 */
final class UnrestoredEnumerator<SplitT extends SourceSplit, EnumT>
    implements SplitEnumerator<SplitT, EnumT> {
  private final Exception why;

  UnrestoredEnumerator(Exception why) {
    this.why = requireNonNull(why, "why is null");
  }

  @Override
  public void start() {
    throw failure();
  }

  @Override
  public EnumT snapshotState(long checkpoint) {
    throw failure();
  }

  private RuntimeException failure() {
    return new FlinkRuntimeException("The source's state cannot be restored", why);
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {}

  @Override
  public void addSplitsBack(List<SplitT> splits, int subtask) {}

  @Override
  public void addReader(int subtask) {}

  @Override
  public void close() {}
}
