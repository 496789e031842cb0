package io.mosaicgpt.operators.source;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * Stands before a reader and lets it be polled only while the gate is open. Everything but polling
 * passes at once, so that checkpoints, new splits and events of the coordinator never wait; the end
 * of the input, which polling reports, waits until the operator lets it pass.
 *
 * <p>Called by the task's thread.
 */
@SuppressWarnings("try") // close() may be interrupted: the interface says throws Exception.
final class GatedReader<T, SplitT extends SourceSplit> implements SourceReader<T, SplitT> {
  private final SourceReader<T, SplitT> reader;
  private final CreditGates.Lease lease;
  private final CreditGate gate;
  private boolean ended;

  GatedReader(SourceReader<T, SplitT> reader, CreditGates.Lease lease) {
    this.reader = requireNonNull(reader, "reader is null");
    this.lease = requireNonNull(lease, "lease is null");
    this.gate = lease.gate();
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    if (ended) {
      return gate.ending().isDone() ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
    }
    // One level per record: the record reaches the operator before this is called again, and the
    // operator lowers the level.
    if (!gate.isOpen() && gate.refuse()) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    InputStatus status = reader.pollNext(output);
    ended = status == InputStatus.END_OF_INPUT;
    return ended && !gate.ending().isDone() ? InputStatus.NOTHING_AVAILABLE : status;
  }

  /**
   * While shut, the gate's opening alone: a future that is done whenever the reader has data would
   * make the task poll in circles.
   */
  @Override
  public CompletableFuture<Void> isAvailable() {
    if (ended) {
      return gate.ending();
    }
    CompletableFuture<Void> opening = gate.opening();
    return opening.isDone() ? reader.isAvailable() : opening;
  }

  @Override
  public List<SplitT> snapshotState(long checkpointId) {
    return reader.snapshotState(checkpointId);
  }

  @Override
  public void addSplits(List<SplitT> splits) {
    reader.addSplits(splits);
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent sourceEvent) {
    reader.handleSourceEvents(sourceEvent);
  }

  @Override
  public void pauseOrResumeSplits(
      Collection<String> splitsToPause, Collection<String> splitsToResume) {
    reader.pauseOrResumeSplits(splitsToPause, splitsToResume);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    reader.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    reader.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void close() throws Exception {
    try {
      reader.close();
    } finally {
      lease.close();
    }
  }
}
