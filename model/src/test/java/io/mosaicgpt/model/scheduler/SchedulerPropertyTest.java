package io.mosaicgpt.model.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.kv.SlotTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws that hold for every load, however small the budgets. */
class SchedulerPropertyTest {
  private static final int LOADS = 400;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everySequenceEndsAndNoBudgetIsExceeded(boolean prefixCache) {
    long preemptions = 0;
    long reused = 0;
    long waits = 0;
    for (int seed = 0; seed < LOADS; seed++) {
      Load load = new Load(new Random(seed), prefixCache, seed % 4 == 0);
      load.run();
      preemptions += load.scheduler.preemptions();
      reused += load.scheduler.prefixHits();
      waits += load.scheduler.prefixWaits();
    }
    assertThat(preemptions).as("the loads are hard enough to preempt").isGreaterThan(LOADS);
    if (prefixCache) {
      assertThat(reused).isGreaterThan(LOADS);
      assertThat(waits).as("steps put off for a prefix under way").isGreaterThan(5);
    } else {
      assertThat(reused).isZero();
      assertThat(waits).isZero();
    }
  }

  /** One random load, run to its end with every law checked in every step. */
  private static final class Load {
    private final Random random;
    private final int slots;
    private final int budget;
    private final int maxLength;
    private final SlotTable table;
    private final Scheduler scheduler;
    private final ArenaModel arenas;
    private final Map<Sequence, Integer> targets = new LinkedHashMap<>();
    private final Set<Sequence> decoding = new HashSet<>();
    private final boolean ample;
    private int toCome;

    /** In ample loads long prompts that begin alike come together. */
    Load(Random random, boolean prefixCache, boolean ample) {
      this.random = random;
      int quantum = 1 + random.nextInt(8);
      this.slots = 1 + random.nextInt(ample ? 16 : 6);
      this.ample = ample;
      this.budget = slots + random.nextInt(ample ? 200 : 10);
      int blocks = 1 + random.nextInt(ample ? 200 : 12);
      this.table = new SlotTable(slots, (long) quantum * blocks, quantum, prefixCache);
      this.maxLength = (int) Math.min(100, table.totalPositions());
      this.scheduler = new Scheduler(table, budget);
      this.arenas = new ArenaModel(table.totalPositions());
      this.toCome = 1 + random.nextInt(30);
    }

    void run() {
      int steps = 0;
      while (toCome > 0 || !targets.isEmpty()) {
        assertThat(steps++).as("no deadlock, no starvation").isLessThan(100_000);
        while (toCome > 0 && random.nextInt(8) < (ample ? 7 : 3)) {
          submit();
        }
        if (random.nextInt(40) == 0 && !targets.isEmpty()) {
          end(targets.keySet().iterator().next());
        }
        step();
      }
      assertThat(table.ownedPositions()).isZero();
      assertThat(table.idleSlots()).isEqualTo(slots);
      assertThat(scheduler.running() + scheduler.waiting()).isZero();
    }

    private void submit() {
      toCome--;
      int[] prompt = new int[1 + random.nextInt(maxLength)];
      int kind = ample ? 1000 * (toCome / 4) : 0;
      for (int i = 0; i < prompt.length; i++) {
        prompt[i] = random.nextInt(ample ? 100 : 8) == 0 ? random.nextInt(4) : kind + i;
      }
      Sequence sequence =
          new Sequence(
              random.nextInt(3),
              random.nextInt(3),
              prompt,
              0,
              random.nextInt(4) > 0 ? prompt.length : 0);
      targets.put(sequence, prompt.length + random.nextInt(maxLength - prompt.length + 1));
      scheduler.add(sequence);
    }

    private void step() {
      StepPlan plan = scheduler.schedule();
      checkOwners();
      assertThat(plan.tokens())
          .isEqualTo(plan.segments().stream().mapToInt(Segment::count).sum())
          .isLessThanOrEqualTo(budget);
      assertThat(table.reservedPositions()).isLessThanOrEqualTo(table.totalPositions());
      checkDecodesAdvance(plan);
      assertThat(plan.isIdle()).as("idle with work left").isEqualTo(targets.isEmpty());
      arenas.run(plan);
      scheduler.commit(plan);
      decoding.clear();
      for (Segment segment : plan.segments()) {
        Sequence sequence = segment.sequence();
        if (sequence.remaining() > 0) {
          continue;
        }
        if (sequence.length() >= targets.get(sequence)) {
          end(sequence);
        } else {
          sequence.append(random.nextInt(4));
          decoding.add(sequence);
        }
      }
    }

    private void checkOwners() {
      Set<Integer> owned = new HashSet<>();
      for (Sequence sequence : targets.keySet()) {
        boolean running =
            sequence.state() == SequenceState.PREFILL || sequence.state() == SequenceState.DECODING;
        if (running) {
          assertThat(owned.add(sequence.slot())).as("slot %d", sequence.slot()).isTrue();
        }
      }
      assertThat(owned).hasSize(slots - table.idleSlots()).hasSize(scheduler.running());
    }

    private void checkDecodesAdvance(StepPlan plan) {
      List<Sequence> planned = new ArrayList<>();
      plan.segments().forEach(segment -> planned.add(segment.sequence()));
      assertThat(planned).doesNotHaveDuplicates();
      for (Sequence sequence : decoding) {
        if (sequence.state() == SequenceState.DECODING) {
          assertThat(planned).contains(sequence);
        }
      }
    }

    private void end(Sequence sequence) {
      scheduler.finish(sequence);
      targets.remove(sequence);
      decoding.remove(sequence);
    }
  }
}
