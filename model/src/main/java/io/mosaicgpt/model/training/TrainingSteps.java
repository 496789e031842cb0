package io.mosaicgpt.model.training;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.training.data.RecordOrder;
import io.mosaicgpt.model.training.data.TrainingRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Which records each step of a run learns from. Every epoch takes all records, in an order of its
 * own, in steps of about as many tokens. What a step gets follows from its number alone, so a run
 * is resumed behind any step. Not thread-safe.
 */
public final class TrainingSteps {
  private final List<TrainingRecord> records;
  private final long seed;
  private final long tokens;
  private final int perEpoch;
  private int epoch = -1;
  private List<List<TrainingRecord>> ofEpoch = List.of();

  /**
   * The steps over records.
   *
   * @param records at least one
   * @param seed of the order
   * @param tokensOfStep that a step reads at most, give or take half a record
   */
  public TrainingSteps(List<TrainingRecord> records, long seed, int tokensOfStep) {
    requireNonNull(records, "records is null");
    if (records.isEmpty() || tokensOfStep < 1) {
      throw new IllegalArgumentException(
          "%d records in steps of %d tokens".formatted(records.size(), tokensOfStep));
    }
    this.records = List.copyOf(records);
    this.seed = seed;
    this.tokens = records.stream().mapToLong(TrainingRecord::read).sum();
    long steps = Math.min((tokens + tokensOfStep - 1) / tokensOfStep, records.size());
    this.perEpoch = Math.toIntExact(steps);
  }

  /** Steps of an epoch. */
  public int perEpoch() {
    return perEpoch;
  }

  /** Tokens that an epoch reads. */
  public long tokens() {
    return tokens;
  }

  /** Records of a step, at least one. Steps are counted from 1, over all epochs. */
  public List<TrainingRecord> at(int step) {
    int wanted = (step - 1) / perEpoch;
    if (wanted != epoch) {
      ofEpoch = cut(RecordOrder.of(records.size(), seed, wanted));
      epoch = wanted;
    }
    return ofEpoch.get((step - 1) % perEpoch);
  }

  /** A record goes into the step that has its middle, but no step is left without one. */
  private List<List<TrainingRecord>> cut(int[] order) {
    List<List<TrainingRecord>> steps = new ArrayList<>(perEpoch);
    List<TrainingRecord> step = new ArrayList<>();
    long read = 0;
    for (int i = 0; i < order.length; i++) {
      TrainingRecord record = records.get(order[i]);
      int missing = perEpoch - steps.size() - 1;
      long share = tokens * (steps.size() + 1) / perEpoch;
      boolean full = read + record.read() / 2 >= share || order.length - i == missing;
      if (missing > 0 && full && !step.isEmpty()) {
        steps.add(step);
        step = new ArrayList<>();
      }
      step.add(record);
      read += record.read();
    }
    steps.add(step);
    return steps;
  }
}
