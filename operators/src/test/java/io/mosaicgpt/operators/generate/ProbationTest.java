package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.operators.state.AdmittedEvent;
import io.mosaicgpt.operators.state.InFlightGeneration;
import io.mosaicgpt.operators.state.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbationTest {
  private static final WatermarkHold.Epoch EPOCH = new WatermarkHold(new Nowhere()).enter();
  private static final RestartRecord OFF = new RestartRecord(3, false, 0);

  private final List<InFlight> run = new ArrayList<>();

  @Test
  void aTaskHasReasonForItInALoopOfRestartsAndWithOldSuspectsOnly() {
    assertThat(Probation.isDue(OFF, 4, saved(2, 2))).isFalse();
    assertThat(Probation.isDue(OFF, 5, saved(1))).as("second restart").isTrue();
    assertThat(Probation.isDue(OFF, 4, saved(1, 3))).as("third attempt on record").isTrue();
    assertThat(Probation.isDue(new RestartRecord(3, true, 0), 4, saved())).as("still on").isTrue();
  }

  @Test
  void aNewSubmissionHasNone() {
    assertThat(Probation.isDue(new RestartRecord(3, true, 1), 0, saved(3, 3))).isFalse();
  }

  @Test
  void underANewJobManagerRestartsAreCountedFromItsFirst() {
    assertThat(Probation.isDue(OFF, 1, saved(1))).isTrue();
  }

  @Test
  void nothingRunsBeforeACompletedCheckpointHoldsItsAttempt() {
    try (Closing probation = onProbation(request(1), request(1))) {
      probation.it.completed(1);
      assertThat(run).isEmpty();

      probation.it.snapshot(2);
      assertThat(run).isEmpty();
      probation.it.completed(1);
      assertThat(run).as("an older checkpoint says nothing").isEmpty();

      probation.it.completed(2);
      assertThat(run).extracting(InFlight::attempt).containsExactly(2);
    }
  }

  @Test
  void aLaterCheckpointWillDoWhenOneFails() {
    try (Closing probation = onProbation(request(1))) {
      probation.it.snapshot(2);
      probation.it.snapshot(3);
      probation.it.completed(3);

      assertThat(run).extracting(InFlight::attempt).containsExactly(2);
      probation.it.completed(4);
      assertThat(run).as("given once").hasSize(1);
    }
  }

  @Test
  void thoseWithTheMostAttemptsRunFirst() {
    List<InFlight> held =
        List.of(request(1), request(4), request(2), request(4), request(4), request(4), request(4));

    assertThat(Probation.next(held)).containsExactly(held.get(1), held.get(3));
  }

  @Test
  void newEventsWaitOutsideFromTheFirstCohortOnUntilAllAreDone() {
    try (Closing probation = onProbation()) {
      assertThat(probation.it.isShut()).isFalse();
      InFlight first = request(1);
      InFlight second = request(1);
      probation.it.hold(first);
      probation.it.hold(second);
      assertThat(probation.it.isShut()).isFalse();

      probation.it.snapshot(1);
      assertThat(probation.it.isShut()).isTrue();
      probation.it.completed(1);
      probation.it.left(first);
      assertThat(probation.it.isShut()).as("between two cohorts").isTrue();

      probation.it.snapshot(2);
      probation.it.completed(2);
      probation.it.left(second);
      assertThat(probation.it.isShut()).isFalse();
      assertThat(probation.it.isOn()).isFalse();
    }
  }

  @Test
  void subtasksOfAJvmTakeTurns() {
    InFlight mine = request(1);
    InFlight theirs = request(1);
    try (Closing one = onProbation(mine);
        Closing other = onProbation(theirs)) {
      assertThat(one.it.snapshot(1).cohort()).isEqualTo(1);
      assertThat(other.it.snapshot(1)).isEqualTo(new RestartRecord(9, true, 0));
      assertThat(theirs.attempt()).isEqualTo(1);

      one.it.completed(1);
      one.it.left(mine);

      assertThat(other.it.snapshot(2).cohort()).isEqualTo(1);
    }
  }

  @Test
  void tasksOfOtherJobsInTheJvmTakeTurnsWithThemThoughTheyHaveClassesOfTheirOwn() throws Exception {
    InFlight mine = request(1);
    Class<?> foreign = ForeignTask.anotherJob().loadClass(ForeignTask.class.getName());
    Object task = foreign.getConstructor().newInstance();
    LongToIntFunction theirs = (LongToIntFunction) task;
    try (Closing one = onProbation(mine);
        AutoCloseable other = (AutoCloseable) task) {
      assertThat(other).isNotInstanceOf(ForeignTask.class);
      assertThat(one.it.snapshot(1).cohort()).isEqualTo(1);
      assertThat(theirs.applyAsInt(1)).isZero();

      one.it.completed(1);
      one.it.left(mine);
      assertThat(one.it.isShut()).isTrue();

      assertThat(theirs.applyAsInt(2)).isEqualTo(1);
    }
  }

  @Test
  void aSubtaskThatIsDoneReadsNoNewEventsWhileAnothersCohortMayBeBlamedForThem() {
    InFlight mine = request(1);
    InFlight theirs = request(1);
    try (Closing one = onProbation(mine);
        Closing other = onProbation(theirs);
        Closing withoutEvents = onProbation();
        Closing neverOn = new Closing(new Probation(false, 9, run::add))) {
      one.it.snapshot(1);
      one.it.completed(1);
      one.it.left(mine);
      assertThat(one.it.isOn()).isFalse();
      assertThat(one.it.isShut()).isTrue();
      assertThat(neverOn.it.isShut()).isFalse();

      other.it.snapshot(2);
      other.it.completed(2);
      other.it.left(theirs);

      assertThat(one.it.isShut()).isFalse();
      assertThat(withoutEvents.it.isShut()).isFalse();
    }
  }

  @Test
  void withoutFurtherCheckpointsEverythingRunsAtOnce() {
    InFlight first = request(2);
    InFlight second = request(1);
    try (Closing probation = onProbation(second, first)) {
      probation.it.snapshot(1);

      probation.it.lift();

      assertThat(run).containsExactly(first, second);
      assertThat(probation.it.isOn()).isFalse();
    }
  }

  /**
   * A request that breaks the engine whenever it runs, and before anything else is done.
   *
   * <p>{@code recorded}: whether a checkpoint holds the requests before the first failure, and
   * whether one completes between the start of a task and the failure.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 0, true",
    "1, 0, false",
    "2, 1, false",
    "16, 5, true",
    "32, 0, false",
    "32, 31, true",
    "64, 40, false",
    "128, 127, false",
    "128, 17, true",
  })
  void theOneToBlameIsFoundWithinSevenRestartsAndAllOthersAreDone(
      int requests, int poison, boolean recorded) {
    Loop loop = new Loop(requests, poison, recorded);
    int taskAttempt = 0;
    while (!loop.isOver()) {
      taskAttempt++;
      assertThat(taskAttempt).as("restarts").isLessThanOrEqualTo(7);
      loop.start(taskAttempt);
    }
    assertThat(loop.convicted).isEqualTo(poison);
    assertThat(loop.done).doesNotHaveDuplicates().hasSize(requests - 1);
  }

  // ----------------------------------------------------------------------------------------------

  /** A task that is restarted until all its requests are done or given up. */
  private final class Loop {
    private final int requests;
    private final int poison;
    private final boolean recorded;
    private final List<Integer> done = new ArrayList<>();
    private List<InFlightGeneration> saved;
    private RestartRecord record = RestartRecord.NONE;
    private int convicted = -1;

    Loop(int requests, int poison, boolean recorded) {
      this.requests = requests;
      this.poison = poison;
      this.recorded = recorded;
      this.saved = recorded ? ofAttempt(1, requests) : List.of();
    }

    boolean isOver() {
      return done.size() + (convicted < 0 ? 0 : 1) == requests;
    }

    /** Runs until the engine breaks or everything is done. */
    void start(int taskAttempt) {
      boolean on = Probation.isDue(record, taskAttempt, saved);
      run.clear();
      try (Closing probation = new Closing(new Probation(on, taskAttempt, run::add))) {
        List<InFlight> table = enter(taskAttempt);
        if (on) {
          table.forEach(probation.it::hold);
          runCohorts(probation.it, table);
        } else if (recorded) { // It breaks at once: all run together.
          table.forEach(InFlight::raiseAttempt);
          saved = snapshot(table);
          record = new RestartRecord(taskAttempt, false, 0);
        }
      }
    }

    /** What the checkpoint brings, or else the source again. */
    private List<InFlight> enter(int taskAttempt) {
      List<InFlightGeneration> entered =
          new ArrayList<>(saved.isEmpty() ? ofAttempt(1, requests) : saved);
      Probation.convicted(record, taskAttempt, saved)
          .ifPresent(
              request -> {
                convicted = id(request);
                entered.remove(request);
              });
      return new ArrayList<>(entered.stream().map(ProbationTest::entered).toList());
    }

    private void runCohorts(Probation probation, List<InFlight> table) {
      for (int checkpoint = 1; !table.isEmpty(); checkpoint++) {
        record = probation.snapshot(checkpoint);
        saved = snapshot(table);
        probation.completed(checkpoint);
        if (run.stream().anyMatch(request -> id(request.snapshot()) == poison)) {
          return;
        }
        run.forEach(request -> done.add(id(request.snapshot())));
        run.forEach(probation::left);
        table.removeAll(run);
        run.clear();
      }
    }

    private static List<InFlightGeneration> snapshot(List<InFlight> table) {
      return table.stream().map(InFlight::snapshot).toList();
    }
  }

  private Closing onProbation(InFlight... held) {
    Probation probation = new Probation(true, 9, run::add);
    List.of(held).forEach(probation::hold);
    return new Closing(probation);
  }

  private record Closing(Probation it) implements AutoCloseable {
    @Override
    public void close() {
      it.close();
    }
  }

  private static List<InFlightGeneration> saved(int... attempts) {
    return IntStream.of(attempts).mapToObj(attempt -> generation(0, attempt)).toList();
  }

  private static List<InFlightGeneration> ofAttempt(int attempt, int count) {
    return IntStream.range(0, count).mapToObj(id -> generation(id, attempt)).toList();
  }

  private static int id(InFlightGeneration request) {
    return Integer.parseInt(request.event().instruction().getRequestId());
  }

  private static InFlightGeneration generation(int id, int attempt) {
    return new InFlightGeneration(
        AdmittedEvent.of(Harness.instruction("" + id), null, null, OptionalLong.empty()),
        Progress.none("hash", "prompt"),
        attempt,
        0,
        GenerationRequest.NO_DEADLINE);
  }

  static InFlight request(int attempt) {
    return entered(generation(0, attempt));
  }

  private static InFlight entered(InFlightGeneration origin) {
    GenerationRequest request =
        new GenerationRequest(
            0,
            "r",
            new int[] {1},
            new int[0],
            SamplingParams.defaults(),
            List.of(),
            false,
            0,
            GenerationRequest.NO_DEADLINE);
    return new InFlight(origin, request, EPOCH);
  }

  private static final class Nowhere implements WatermarkHold.Downstream {
    @Override
    public void watermark(org.apache.flink.streaming.api.watermark.Watermark watermark) {}

    @Override
    public void status(org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus status) {}
  }
}
