package io.mosaicgpt.model.training;

import java.util.SplittableRandom;

/**
 * Dropout after the embedding and on what each attention and MLP adds: channels are set to 0, and
 * the others enlarged to make up for it. All positions of a row lose the same channels (Gal and
 * Ghahramani, 2016): a random number for each position would cost a quarter of a small model's
 * step.
 *
 * <p>The numbers follow from seed, step and micro-batch. PyTorch's generator, which all of the JVM
 * shares, has no part in it.
 */
final class DropoutFactors {
  private final double rate;
  private final long seed;

  DropoutFactors(double rate, long seed) {
    this.rate = rate;
    this.seed = seed;
  }

  /** Whether there is any dropout. */
  boolean any() {
    return rate > 0;
  }

  /** {@code count} factors, each 0 with the rate's probability. */
  float[] of(int step, int microBatch, int count) {
    SplittableRandom random = new SplittableRandom(mixed(mixed(mixed(seed) + step) + microBatch));
    float kept = (float) (1 / (1 - rate));
    float[] factors = new float[count];
    for (int i = 0; i < count; i++) {
      factors[i] = random.nextDouble() < rate ? 0 : kept;
    }
    return factors;
  }

  private static long mixed(long value) {
    return new SplittableRandom(value).nextLong();
  }
}
