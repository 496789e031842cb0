package io.mosaicgpt.model.constraint.language;

import io.mosaicgpt.model.constraint.FormException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * What compiling one form may take. Used by the thread that made it, whose interruption ends the
 * compilation. Time is the thread's own, so that no form is refused because others were busy.
 */
public final class Budget {
  /** Of the automata that are put together; deterministic ones are bounded by work. */
  public static final int MOST_STATES = 30_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long deadline;
  private final Duration time;

  /** A budget that runs from now on. */
  public Budget(Duration time) {
    this.time = time;
    this.deadline = THREADS.getCurrentThreadCpuTime() + time.toNanos();
  }

  /**
   * Looks at the time.
   *
   * @throws FormException when the time is over, or the thread was interrupted
   */
  public void check(String keyword, String place) {
    if (Thread.currentThread().isInterrupted()) {
      throw new FormException(keyword, place, "Compiling the form was interrupted; ask again.");
    }
    if (THREADS.getCurrentThreadCpuTime() > deadline) {
      throw new FormException(
          keyword,
          place,
          "The form takes more than %d ms to compile, which ended at %s; make it simpler."
              .formatted(time.toMillis(), named(place)));
    }
  }

  /**
   * Looks at a size, and at the time.
   *
   * @throws FormException when it is more than {@link #MOST_STATES}
   */
  public void checkStates(long states, String keyword, String place) {
    if (states > MOST_STATES) {
      throw tooLarge(keyword, place);
    }
    check(keyword, place);
  }

  /** The refusal of what takes too many states. */
  public static FormException tooLarge(String keyword, String place) {
    return new FormException(
        keyword,
        place,
        "%s at %s is too large to compile; use smaller bounds or fewer alternatives."
            .formatted(keyword, named(place)));
  }

  private static String named(String place) {
    return place.isEmpty() ? "the root" : place;
  }
}
