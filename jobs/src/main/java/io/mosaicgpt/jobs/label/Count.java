package io.mosaicgpt.jobs.label;

import java.util.OptionalDouble;

/**
 * A job's counter as somebody sees it who may have come later than the job. Counters begin anew
 * with each attempt of a task; what an earlier attempt has counted stays.
 */
final class Count {
  private boolean seen;
  private double first;
  private double last;
  private double lost;

  /** Takes what the job says now; nothing is no 0, which would be an attempt that began anew. */
  void see(OptionalDouble now) {
    if (now.isEmpty()) {
      return;
    }
    double value = now.getAsDouble();
    if (!seen) {
      seen = true;
      first = value;
    }
    lost += Math.max(0, last - value);
    last = value;
  }

  /** What was counted before the first look. */
  double atFirst() {
    return first;
  }

  /** What has been counted since. */
  double since() {
    return all() - first;
  }

  /** All that was counted. */
  double all() {
    return lost + last;
  }
}
