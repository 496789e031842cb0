package io.mosaicgpt.jobs.device;

import io.mosaicgpt.model.replica.ForwardModel;
import io.mosaicgpt.model.replica.StepBatch;
import java.util.Arrays;
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

  /** Median seconds of a step that gives each of {@code batch} sequences one token. */
  double decode(int batch, int context) {
    for (int slot = 0; slot < batch; slot++) {
      model.reserve(slot, positions(context, repetitions));
    }
    compute(0, context);
    for (int slot = 1; slot < batch; slot++) {
      model.copyPrefix(0, slot, context);
    }
    int[] slots = IntStream.range(0, batch).toArray();
    int[] ones = new int[batch];
    Arrays.fill(ones, 1);
    int[] ids = tokens(batch);
    double[] seconds = new double[repetitions];
    for (int step = 0; step < WARM_UP + repetitions; step++) {
      int[] starts = new int[batch];
      Arrays.fill(starts, context + step);
      long begin = System.nanoTime();
      ids = model.forward(new StepBatch(ids, slots, starts, ones, slots)).greedy();
      if (step >= WARM_UP) {
        seconds[step - WARM_UP] = (System.nanoTime() - begin) / 1e9;
      }
    }
    IntStream.range(0, batch).forEach(model::release);
    return median(seconds);
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
