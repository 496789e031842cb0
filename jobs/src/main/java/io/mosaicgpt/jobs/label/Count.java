package io.mosaicgpt.jobs.label;

/**
 * A job's counter as somebody sees it who may have come later than the job. Counters begin anew
 * with each attempt of a task; what an earlier attempt has counted stays.
 */
final class Count {
  private boolean seen;
  private double first;
  private double last;
  private double lost;

  /** Takes what the job says now. */
  void see(double value) {
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
