package io.mosaicgpt.model.scheduler;

import io.mosaicgpt.model.kv.SlotTable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the scheduler does between two steps with 256 running and 10,000 waiting sequences: it
 * decides and commits, each running sequence gets its next token, those with enough of them end,
 * and as many new ones arrive. Prompts have 100 tokens, the first 60 the same in all.
 */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerBenchmark {
  private static final int SLOTS = 256;
  private static final int PROMPT = 100;
  private static final int SHARED = 60;
  private static final int GENERATED = 300;

  /** Waiting sequences. */
  @Param("10000")
  private int waiting;

  private Scheduler scheduler;
  private int arrivals;

  @Setup
  public void fillTheQueues() {
    scheduler = new Scheduler(new SlotTable(SLOTS, SLOTS * 2048L, 64, true), 512);
    arrivals = 0;
    while (arrivals < SLOTS + waiting) {
      arrive();
    }
    for (int i = 0; i < 2 * GENERATED || scheduler.running() < SLOTS; i++) {
      step();
    }
  }

  private void arrive() {
    int[] prompt = new int[PROMPT];
    for (int i = 0; i < PROMPT; i++) {
      prompt[i] = i < SHARED ? i : arrivals + i;
    }
    scheduler.add(new Sequence(arrivals % 4, arrivals % 3, prompt, 0, PROMPT));
    arrivals++;
  }

  /** Returns the tokens of the step. */
  @Benchmark
  public int step() {
    StepPlan plan = scheduler.schedule();
    scheduler.commit(plan);
    for (Segment segment : plan.segments()) {
      Sequence sequence = segment.sequence();
      if (sequence.remaining() > 0) {
        continue;
      }
      if (sequence.length() < PROMPT + GENERATED) {
        sequence.append(sequence.length());
      } else {
        scheduler.finish(sequence);
        arrive();
      }
    }
    return plan.tokens();
  }
}
