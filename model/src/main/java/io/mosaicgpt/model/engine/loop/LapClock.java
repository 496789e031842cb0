package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.forward.StepTimes;

/**
 * Shares the engine thread's time out: what passed since the last call of any of these methods goes
 * to the part that the method names. The engine's thread only.
 */
final class LapClock {
  private final EngineClock clock;
  private long since;
  private long sampling;
  private long others;

  LapClock(EngineClock clock) {
    this.clock = clock;
    this.since = clock.nanos();
  }

  /** The time since the last call was spent waiting: it goes to no part. */
  void idle() {
    lap();
  }

  /** It was spent choosing tokens. */
  void sampling() {
    sampling += lap();
  }

  /** It was spent in the model, or in whatever has no part of its own. */
  void other() {
    others += lap();
  }

  private long lap() {
    long now = clock.nanos();
    long passed = now - since;
    since = now;
    return passed;
  }

  /**
   * All time shared out so far.
   *
   * @param model the model's own account: what it leaves of the time spent calling it is the host's
   */
  LoopTimes times(StepTimes model) {
    return new LoopTimes(model, sampling, Math.max(0, others - model.total()));
  }
}
