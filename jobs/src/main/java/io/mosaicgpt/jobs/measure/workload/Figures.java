package io.mosaicgpt.jobs.measure.workload;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** How reports state their figures. */
public final class Figures {
  private Figures() {}

  /** Three decimals: more would pretend to a precision that no clock here has. */
  public static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  /**
   * The rounded median of one figure over several runs; of an even number the lower of the middle
   * two.
   */
  public static <T> double median(List<T> runs, ToDoubleFunction<T> figure) {
    return rounded(Percentiles.of(runs, figure).at(50));
  }
}
