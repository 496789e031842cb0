package io.mosaicgpt.operators.source;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;

/**
 * An enumerator that leaves everything but its state to another one.
 *
 * @param <SplitT> what both assign
 * @param <InnerT> state of the wrapped one
 * @param <EnumT> state of this one
 */
@SuppressWarnings("try") // close() may be interrupted: the interface says throws Exception.
public abstract class WrappedEnumerator<SplitT extends SourceSplit, InnerT, EnumT>
    implements SplitEnumerator<SplitT, EnumT> {
  /** The wrapped one. */
  protected final SplitEnumerator<SplitT, InnerT> enumerator;

  /** Wraps an enumerator, which is closed with this one. */
  protected WrappedEnumerator(SplitEnumerator<SplitT, InnerT> enumerator) {
    this.enumerator = requireNonNull(enumerator, "enumerator is null");
  }

  @Override
  public void start() {
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
    enumerator.close();
  }
}
