package io.mosaicgpt.model.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.kv.SlotTable;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixWaitTest {
  private static final int SHARED = 65;

  /** A workload of labelling: all requests come at once and begin with the same instruction. */
  @ParameterizedTest
  @CsvSource({
    "8, 512",
    "16, 512",
    "32, 512",
    "64, 512",
    "128, 512",
    "8, 64",
    "16, 2048",
    "128, 2048",
    "128, 32768",
  })
  void whatAllRequestsBeginWithIsComputedOnce(int slots, int budget) {
    Scheduler scheduler = scheduler(slots, budget, true);
    int requests = 128;
    for (int i = 0; i < requests; i++) {
      scheduler.add(sequence(0, prompt(SHARED, 80, i)));
    }
    int shared = 0;
    int finished = 0;
    while (finished < requests) {
      StepPlan plan = scheduler.schedule();
      scheduler.commit(plan);
      for (Segment segment : plan.segments()) {
        shared += Math.max(0, Math.min(SHARED, segment.end()) - segment.start());
        Sequence sequence = segment.sequence();
        if (sequence.length() == SHARED + 80 + 48) {
          scheduler.finish(sequence);
          finished++;
        } else if (sequence.remaining() == 0) {
          sequence.append(7);
        }
      }
    }

    assertThat(shared).isEqualTo(SHARED);
    assertThat(scheduler.prefixHits()).isEqualTo((requests - 1) * (long) SHARED);
    assertThat(scheduler.prefixQueries()).isEqualTo(requests * (SHARED + 80 - 1L));
  }

  @Test
  void whoWaitsTakesThePrefixOverInTheNextStepAndTheBudgetGoesToOthers() {
    Scheduler scheduler = scheduler(8, 200, true);
    Sequence first = sequence(0, prompt(SHARED, 10, 1));
    Sequence same = sequence(0, prompt(SHARED, 10, 2));
    Sequence stranger = sequence(0, prompt(0, 40, 3));
    List.of(first, same, stranger).forEach(scheduler::add);

    StepPlan plan = step(scheduler);

    assertThat(plan.segments())
        .containsExactly(new Segment(first, 0, 75), new Segment(stranger, 0, 40));
    assertThat(step(scheduler).segments())
        .containsExactlyInAnyOrder(
            new Segment(first, 75, 1), new Segment(stranger, 40, 1), new Segment(same, 65, 10));
    assertThat(same.reusedTokens()).isEqualTo(SHARED);
  }

  @Test
  void aLongPrefixIsWaitedForWhileItIsComputedInChunks() {
    Scheduler scheduler = scheduler(8, 100, true);
    Sequence first = sequence(0, prompt(250, 10, 1));
    Sequence same = sequence(0, prompt(250, 10, 2));
    scheduler.add(first);
    scheduler.add(same);

    assertThat(step(scheduler).segments()).containsExactly(new Segment(first, 0, 100));
    assertThat(step(scheduler).segments()).containsExactly(new Segment(first, 100, 100));
    assertThat(step(scheduler).segments()).containsExactly(new Segment(first, 200, 60));
    assertThat(step(scheduler).segments())
        .containsExactly(new Segment(first, 260, 1), new Segment(same, 250, 10));
  }

  @Test
  void whoWaitedComputesItselfWhenTheOtherIsGone() {
    Scheduler scheduler = scheduler(8, 100, true);
    Sequence first = sequence(0, prompt(250, 10, 1));
    Sequence same = sequence(0, prompt(250, 10, 2));
    scheduler.add(first);
    scheduler.add(same);
    step(scheduler);
    scheduler.finish(first);

    assertThat(step(scheduler).segments()).containsExactly(new Segment(same, 100, 100));
  }

  @Test
  void nobodyWaitsForALessImportantOne() {
    Scheduler scheduler = scheduler(8, 100, true);
    Sequence low = sequence(1, prompt(250, 10, 1));
    scheduler.add(low);
    step(scheduler);
    Sequence high = sequence(0, prompt(250, 10, 2));
    scheduler.add(high);

    assertThat(step(scheduler).segments()).containsExactly(new Segment(high, 100, 100));
    assertThat(step(scheduler).segments())
        .containsExactly(new Segment(high, 200, 60), new Segment(low, 100, 40));
  }

  @Test
  void nobodyWaitsForWhatHardlySavesAStep() {
    Scheduler scheduler = scheduler(8, 200, true);
    Sequence first = sequence(0, prompt(PrefixWait.LEAST_TOKENS - 1, 20, 1));
    Sequence same = sequence(0, prompt(PrefixWait.LEAST_TOKENS - 1, 20, 2));
    scheduler.add(first);
    scheduler.add(same);

    assertThat(step(scheduler).segments()).hasSize(2);
  }

  @Test
  void nobodyWaitsWithoutAPrefixCacheOrWhenEveryTokenIsToBeScored() {
    Scheduler without = scheduler(8, 200, false);
    without.add(sequence(0, prompt(SHARED, 10, 1)));
    without.add(sequence(0, prompt(SHARED, 10, 2)));
    assertThat(step(without).segments()).hasSize(2);

    Scheduler scoring = scheduler(8, 200, true);
    scoring.add(sequence(0, prompt(SHARED, 10, 1)));
    scoring.add(new Sequence("session", 0, prompt(SHARED, 10, 2), 0, 0));
    assertThat(step(scoring).segments()).hasSize(2);
  }

  @Test
  void noMoreWaitThanTheNextStepCanCompute() {
    Scheduler scheduler = scheduler(64, 100, true);
    for (int i = 0; i < 64; i++) {
      scheduler.add(sequence(0, prompt(SHARED, 30, i)));
    }

    step(scheduler);

    // One is computed; the others need 30 tokens each.
    assertThat(scheduler.running()).isEqualTo(1 + 4);
  }

  /** What it waits for is lost again and again: more important ones come, and are given up. */
  @Test
  void nobodyWaitsForMoreStepsThanAWaitCouldSave() {
    Scheduler scheduler = scheduler(2, 100, true);
    Sequence low = sequence(1, prompt(70, 10, 0));
    scheduler.add(sequence(0, prompt(70, 10, 1)));
    scheduler.add(low);
    int waited = 0;
    for (int i = 2; i < 20; i++) {
      StepPlan plan = scheduler.schedule();
      List<Sequence> planned = plan.segments().stream().map(Segment::sequence).toList();
      if (planned.contains(low)) {
        break;
      }
      waited += low.state() == SequenceState.PREFILL ? 1 : 0;
      // Not committed: as if the step's work was gone at once.
      planned.forEach(scheduler::finish);
      scheduler.add(sequence(0, prompt(70, 10, i)));
    }

    assertThat(waited).isEqualTo(79 / PrefixWait.LEAST_TOKENS);
    assertThat(low.waits()).isEqualTo(waited);
  }

  @Test
  void whoWaitsIsPreemptedLikeAnyOtherAndWaitsAnewOnceItIsBack() {
    // Blocks of 64 positions, 8 of them: the first needs a third one in mid-answer.
    Scheduler scheduler = new Scheduler(new SlotTable(3, 8 * 64, 64, true), 200);
    Sequence old = sequence(0, prompt(0, 127, 9));
    scheduler.add(old);
    step(scheduler);
    Sequence first = sequence(0, prompt(150, 10, 1));
    Sequence same = sequence(0, prompt(150, 10, 2));
    scheduler.add(first);
    scheduler.add(same);

    step(scheduler);
    assertThat(same.waits()).isEqualTo(1);
    step(scheduler);

    assertThat(same.preemptions()).isEqualTo(1);
    assertThat(same.state()).isEqualTo(SequenceState.WAITING);
    scheduler.finish(old);
    StepPlan plan = step(scheduler);
    assertThat(plan.segments()).contains(new Segment(same, 150, 10));
    assertThat(same.waits()).isZero();
    assertThat(scheduler.prefixHits()).as("of those admitted for the first time").isZero();
  }

  private static StepPlan step(Scheduler scheduler) {
    StepPlan plan = scheduler.schedule();
    scheduler.commit(plan);
    for (Segment segment : plan.segments()) {
      if (segment.sequence().remaining() == 0) {
        segment.sequence().append(7);
      }
    }
    return plan;
  }

  private static Scheduler scheduler(int slots, int budget, boolean prefixCache) {
    return new Scheduler(
        new SlotTable(slots, slots * 320L, 64, prefixCache), Math.max(slots, budget));
  }

  private static Sequence sequence(int priority, int[] prompt) {
    return new Sequence("session", priority, prompt, 0, prompt.length);
  }

  /** Shared tokens, then others that name their owner. */
  private static int[] prompt(int shared, int own, int owner) {
    int[] prompt = new int[shared + own];
    Arrays.fill(prompt, shared, prompt.length, 1000 + owner);
    return prompt;
  }
}
