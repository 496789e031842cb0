package io.mosaicgpt.model.engine.loop;

/** What time it is. */
public interface EngineClock {
  /** The machine's own. */
  EngineClock SYSTEM =
      new EngineClock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long millis() {
          return System.currentTimeMillis();
        }
      };

  /** Nanoseconds from some fixed time on; for durations. */
  long nanos();

  /** Epoch milliseconds; for deadlines. */
  long millis();
}
