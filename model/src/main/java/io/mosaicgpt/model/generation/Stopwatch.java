package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.scheduler.Sequence;
import java.util.function.LongSupplier;

/** When what happened to a request. */
public final class Stopwatch {
  private static final long NOT_YET = -1;

  private final LongSupplier nanos;
  private final long submitted;
  private long queueNanos = NOT_YET;
  private long firstTokenNanos = NOT_YET;

  /**
   * Starts.
   *
   * @param nanos a clock's nanoseconds
   * @param submitted when the request came, by that clock
   */
  public Stopwatch(LongSupplier nanos, long submitted) {
    this.nanos = nanos;
    this.submitted = submitted;
  }

  /** A step with it begins. */
  public void step() {
    if (queueNanos == NOT_YET) {
      queueNanos = elapsed();
    }
  }

  /** A token was generated. */
  void token() {
    if (firstTokenNanos == NOT_YET) {
      firstTokenNanos = elapsed();
    }
  }

  GenerationEvent.Timings timings(Sequence sequence) {
    long total = elapsed();
    return new GenerationEvent.Timings(
        queueNanos == NOT_YET ? total : queueNanos,
        firstTokenNanos == NOT_YET ? total : firstTokenNanos,
        total,
        sequence.reusedTokens(),
        sequence.preemptions());
  }

  private long elapsed() {
    return Math.max(0, nanos.getAsLong() - submitted);
  }
}
