package io.mosaicgpt.model.training;

import java.util.Random;

/**
 * Goes over examples again and again, each time in another order. Which one comes when depends on
 * the seed alone, so a run is resumed at a position without anything else to remember.
 */
public final class ExampleOrder {
  private final int[] order;
  private final long seed;
  private long pass = -1;

  /**
   * An order.
   *
   * @param examples how many there are, at least 1
   */
  public ExampleOrder(int examples, long seed) {
    if (examples < 1) {
      throw new IllegalArgumentException("there are no examples");
    }
    this.order = new int[examples];
    this.seed = seed;
  }

  /** The example at a position, which counts on over all passes: 0 to below their number. */
  public int at(long position) {
    if (position / order.length != pass) {
      pass = position / order.length;
      shuffle(new Random(new Random(seed).nextLong() + pass));
    }
    return order[(int) (position % order.length)];
  }

  private void shuffle(Random random) {
    for (int i = 0; i < order.length; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
  }
}
