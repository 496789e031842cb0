package io.mosaicgpt.jobs.watch;

import java.util.ArrayDeque;
import java.util.Deque;

/** Tokens per second over the last second or so. */
final class TokenRate {
  private static final long WINDOW_NANOS = 1_500_000_000L;

  private record Sample(long nanos, long tokens) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Takes a reading of a counter and returns its rate over the window. */
  double at(long nanos, long tokens) {
    samples.addLast(new Sample(nanos, tokens));
    while (samples.size() > 2 && nanos - samples.peekFirst().nanos() > WINDOW_NANOS) {
      samples.removeFirst();
    }
    Sample oldest = samples.peekFirst();
    return nanos == oldest.nanos()
        ? 0
        : (tokens - oldest.tokens()) * 1e9 / (nanos - oldest.nanos());
  }
}
