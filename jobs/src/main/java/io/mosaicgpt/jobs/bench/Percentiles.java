package io.mosaicgpt.jobs.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Percentiles of a small sample by the nearest-rank method: always a value that occurred. */
final class Percentiles {
  private final double[] sorted;

  Percentiles(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values is empty");
    }
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** Those of one figure of each value. */
  static <T> Percentiles of(List<T> values, ToDoubleFunction<T> figure) {
    return new Percentiles(values.stream().mapToDouble(figure).toArray());
  }

  /** The smallest value that at least {@code percent} percent of the values do not exceed. */
  double at(double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(1, rank) - 1];
  }
}
