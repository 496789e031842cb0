package io.mosaicgpt.integration;

import java.time.Duration;

/** Waits for something to become true, by asking again and again until a deadline. */
public final class Await {
  /** Longer than anything here takes on a busy machine. */
  public static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final long PAUSE_MILLIS = 10;

  /** A question that may fail. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  private Await() {}

  /**
   * Waits until the condition holds.
   *
   * @param what for the message when it never does
   */
  public static void until(String what, Condition condition) throws Exception {
    until(what, PATIENCE, condition);
  }

  /** As {@link #until(String, Condition)}, for as long as given. */
  public static void until(String what, Duration patience, Condition condition) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not within %d s: %s".formatted(patience.toSeconds(), what));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
