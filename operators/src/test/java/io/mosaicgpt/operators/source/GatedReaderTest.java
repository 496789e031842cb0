package io.mosaicgpt.operators.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobInfoImpl;
import org.apache.flink.api.common.TaskInfoImpl;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatedReaderTest {
  private final CreditGates.Lease lease =
      CreditGates.obey(
          new SourceGate("reader-test"),
          new JobInfoImpl(new JobID(), "job"),
          new TaskInfoImpl("task", 1, 0, 1, 0));
  private final ListReader inner = new ListReader();
  private final GatedReader<Long, NumberSequenceSplit> reader = new GatedReader<>(inner, lease);
  private final CreditGate gate = lease.gate();

  @AfterEach
  void close() throws Exception {
    reader.close();
    assertThat(CreditGates.size()).isZero();
  }

  @Test
  void recordsPassWhileThereIsCredit() throws Exception {
    inner.records.addAll(List.of(1L, 2L));

    assertThat(reader.isAvailable()).isCompleted();
    assertThat(reader.pollNext(null)).isEqualTo(InputStatus.MORE_AVAILABLE);
    assertThat(inner.polls).isEqualTo(1);
  }

  @Test
  void atAShutGateTheReaderIsNotPolled() throws Exception {
    inner.records.add(1L);
    gate.setLevel(0);

    assertThat(reader.pollNext(null)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(inner.polls).isZero();
  }

  @Test
  void atAShutGateTheTaskSleepsAlthoughThereIsData() throws Exception {
    inner.records.add(1L);
    gate.setLevel(0);
    reader.pollNext(null);

    CompletableFuture<Void> available = reader.isAvailable();
    assertThat(available).isNotDone();

    gate.setLevel(1);
    assertThat(available).isCompleted();
    assertThat(reader.pollNext(null)).isEqualTo(InputStatus.MORE_AVAILABLE);
  }

  @Test
  void theEndOfTheInputWaitsUntilTheOperatorLetsItPassAndIsNotPolledTwice() throws Exception {
    inner.ended = true;
    gate.holdEnd(true);

    assertThat(reader.pollNext(null)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    CompletableFuture<Void> available = reader.isAvailable();
    gate.holdEnd(true);
    assertThat(available).isNotDone();
    assertThat(reader.pollNext(null)).isEqualTo(InputStatus.NOTHING_AVAILABLE);

    gate.holdEnd(false);
    assertThat(available).isCompleted();
    assertThat(reader.pollNext(null)).isEqualTo(InputStatus.END_OF_INPUT);
    assertThat(inner.polls).isEqualTo(1);
  }

  @Test
  void anOpenGateDoesNotPretendThereIsData() throws Exception {
    gate.setLevel(0);
    CompletableFuture<Void> opening = reader.isAvailable();
    gate.setLevel(1);

    assertThat(opening).isCompleted();
    assertThat(reader.pollNext(null)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(reader.isAvailable()).isNotDone();
  }

  @Test
  void theEndOfTheInputIsReportedOnceTheGateOpens() throws Exception {
    inner.ended = true;
    gate.setLevel(0);
    assertThat(reader.pollNext(null)).isEqualTo(InputStatus.NOTHING_AVAILABLE);

    gate.setLevel(1);
    assertThat(reader.pollNext(null)).isEqualTo(InputStatus.END_OF_INPUT);
  }

  @Test
  void everythingButPollingPassesAShutGate() throws Exception {
    gate.setLevel(0);

    reader.start();
    reader.addSplits(List.of(new NumberSequenceSplit("s", 0, 1)));
    reader.pauseOrResumeSplits(List.of("s"), List.of());
    reader.handleSourceEvents(new SourceEvent() {});
    reader.notifyNoMoreSplits();
    assertThat(reader.snapshotState(7)).hasSize(1);
    reader.notifyCheckpointComplete(7);
    reader.notifyCheckpointAborted(8);

    assertThat(inner.calls)
        .containsExactly(
            "start",
            "addSplits",
            "pause [s] resume []",
            "event",
            "noMoreSplits",
            "snapshot 7",
            "complete 7",
            "aborted 8");
  }

  private static final class ListReader implements SourceReader<Long, NumberSequenceSplit> {
    private final Deque<Long> records = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();
    private final List<NumberSequenceSplit> splits = new ArrayList<>();
    private final CompletableFuture<Void> never = new CompletableFuture<>();
    private boolean ended;
    private int polls;

    @Override
    public void start() {
      calls.add("start");
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Long> output) {
      polls++;
      if (records.poll() != null) {
        return InputStatus.MORE_AVAILABLE;
      }
      return ended ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return records.isEmpty() ? never : CompletableFuture.completedFuture(null);
    }

    @Override
    public List<NumberSequenceSplit> snapshotState(long checkpointId) {
      calls.add("snapshot " + checkpointId);
      return splits;
    }

    @Override
    public void addSplits(List<NumberSequenceSplit> added) {
      calls.add("addSplits");
      splits.addAll(added);
    }

    @Override
    public void notifyNoMoreSplits() {
      calls.add("noMoreSplits");
    }

    @Override
    public void handleSourceEvents(SourceEvent sourceEvent) {
      calls.add("event");
    }

    @Override
    public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
      calls.add("pause " + toPause + " resume " + toResume);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      calls.add("complete " + checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
      calls.add("aborted " + checkpointId);
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }
}
