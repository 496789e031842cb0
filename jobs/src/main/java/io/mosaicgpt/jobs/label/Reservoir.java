package io.mosaicgpt.jobs.label;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Keeps a few of many things, each with the same chance (Vitter's algorithm R). */
final class Reservoir<T> {
  private final int size;
  private final SplittableRandom random;
  private final List<T> kept = new ArrayList<>();
  private long seen;

  Reservoir(int size, long seed) {
    this.size = size;
    this.random = new SplittableRandom(seed);
  }

  /**
   * @param thing made only if it is kept
   */
  void offer(Supplier<T> thing) {
    seen++;
    if (kept.size() < size) {
      kept.add(thing.get());
    } else if (size > 0) {
      long place = random.nextLong(seen);
      if (place < size) {
        kept.set((int) place, thing.get());
      }
    }
  }

  List<T> kept() {
    return kept;
  }
}
