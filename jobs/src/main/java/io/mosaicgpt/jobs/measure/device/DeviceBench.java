package io.mosaicgpt.jobs.measure.device;

import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.forward.StepTimes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Times steps of a replica as the engine runs them: from a batch in Java to token ids in Java. */
final class DeviceBench {
  private static final int WARM_UP = 3;

  private final ForwardModel model;
  private final int vocabulary;
  private final int repetitions;
  private final Random random = new Random(3);

  /**
   * Prepares a benchmark.
   *
   * @param vocabulary tokens are drawn below this
   * @param repetitions steps of each kind that are timed
   */
  DeviceBench(ForwardModel model, int vocabulary, int repetitions) {
    this.model = model;
    this.vocabulary = vocabulary;
    this.repetitions = repetitions;
  }

  /** Positions that a sequence of {@link #decode} needs. */
  static int positions(int context, int repetitions) {
    return context + WARM_UP + repetitions;
  }

  /** The step of median time among those that give each of {@code batch} sequences one token. */
  LoopTimes decode(int batch, int context) {
    for (int slot = 0; slot < batch; slot++) {
      model.reserve(slot, positions(context, repetitions));
    }
    compute(0, context);
    for (int slot = 1; slot < batch; slot++) {
      model.copyPrefix(0, slot, context);
    }
    int[] slots = IntStream.range(0, batch).toArray();
    int[] ones = all(batch, 1);
    int[] ids = tokens(batch);
    // Where slots share memory, who writes into it gets memory of its own, as different prompts
    // have.
    for (int start = 0; start < context; start += model.positionQuantum()) {
      model.forward(new StepBatch(ids, slots, all(batch, start), ones, slots));
    }
    List<LoopTimes> times = new ArrayList<>();
    for (int step = 0; step < WARM_UP + repetitions; step++) {
      StepTimes before = model.times();
      long begin = System.nanoTime();
      StepOutput output =
          model.forward(new StepBatch(ids, slots, all(batch, context + step), ones, slots));
      long computed = System.nanoTime();
      ids = output.greedy();
      long end = System.nanoTime();
      if (step >= WARM_UP) {
        StepTimes inModel = model.times().since(before);
        times.add(new LoopTimes(inModel, end - computed, computed - begin - inModel.total()));
      }
    }
    IntStream.range(0, batch).forEach(model::release);
    times.sort(Comparator.comparingLong(LoopTimes::total));
    return times.get(times.size() / 2);
  }

  private static int[] all(int count, int value) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return values;
  }

  /** Median seconds of a step that computes one prompt and gives its first token. */
  double prefill(int count) {
    double[] seconds = new double[Math.min(repetitions, 5)];
    model.reserve(0, count);
    compute(0, count);
    for (int i = 0; i < seconds.length; i++) {
      long begin = System.nanoTime();
      compute(0, count);
      seconds[i] = (System.nanoTime() - begin) / 1e9;
    }
    model.release(0);
    return median(seconds);
  }

  private void compute(int slot, int count) {
    int[] none = {0};
    int[] last = {count - 1};
    model
        .forward(new StepBatch(tokens(count), new int[] {slot}, none, new int[] {count}, last))
        .greedy();
  }

  private int[] tokens(int count) {
    return random.ints(count, 0, vocabulary).toArray();
  }

  private static double median(double[] seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
