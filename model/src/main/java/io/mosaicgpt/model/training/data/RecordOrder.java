package io.mosaicgpt.model.training.data;

import io.mosaicgpt.model.sampling.PositionRandom;

/** In which order an epoch takes its records. */
public final class RecordOrder {
  private RecordOrder() {}

  /**
   * A shuffling (Fisher and Yates) of the numbers from 0 to {@code records} - 1: the same for the
   * same seed and epoch on every machine, so that training can go on in the middle of an epoch.
   *
   * @param epoch the first is 0
   */
  public static int[] of(int records, long seed, int epoch) {
    int[] order = new int[records];
    for (int i = 0; i < records; i++) {
      // Epochs have positions of their own: the upper half is the epoch, the lower the record.
      int j = (int) PositionRandom.below(i + 1, seed, ((long) epoch << 32) | i);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
