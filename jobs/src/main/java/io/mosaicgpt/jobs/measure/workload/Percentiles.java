package io.mosaicgpt.jobs.measure.workload;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Percentiles of a small sample by the nearest-rank method: always a value that occurred. */
public final class Percentiles {
  private final double[] sorted;

  public Percentiles(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values is empty");
    }
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** Those of one figure of each value. */
  public static <T> Percentiles of(List<T> values, ToDoubleFunction<T> figure) {
    return new Percentiles(values.stream().mapToDouble(figure).toArray());
  }

  /** The smallest value that at least {@code percent} percent of the values do not exceed. */
  public double at(double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(1, rank) - 1];
  }
}
