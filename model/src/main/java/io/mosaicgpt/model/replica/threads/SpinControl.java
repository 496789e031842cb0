package io.mosaicgpt.model.replica.threads;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets OpenMP's threads spin as long as no other thread wants their cores, and sleep soon where one
 * does; see {@link OpenMpWaiting}. Whether one does shows in how long the threads of a step had to
 * wait for a core. Changes nothing that is computed. Used by the thread that computes.
 */
public final class SpinControl implements AutoCloseable {
  /** Steps are judged together for so long: a single wait says little. */
  private static final Duration WINDOW = Duration.ofMillis(500);

  /** An idle machine shows 1 or 2 %; two threads beside a third on two cores 25 to 40 %. */
  static final double MOST_WAITING = 0.1;

  /** So many windows without contention until threads spin for the first time. */
  static final int CALM_WINDOWS = 4;

  /** Where contention comes back, threads spin only after so many times as many. */
  static final int PATIENCE = 8;

  static final int MOST_CALM_WINDOWS = 2048;

  private final OpenMpCrowd crowd;
  private Thread thread;
  private RunQueueWaits waits;
  private long windowNanos;
  private int calm;
  private int calmNeeded = CALM_WINDOWS;

  SpinControl(OpenMpCrowd crowd) {
    this.crowd = crowd;
    crowd.gather();
  }

  /**
   * A control that lets threads sleep for now; empty where there is nothing to control.
   *
   * @param threads that a step is computed with
   */
  public static Optional<SpinControl> of(int threads) {
    if (threads == 1 || !OpenMpWaiting.adjustable()) {
      return Optional.empty();
    }
    return OpenMpCrowd.find(threads).map(SpinControl::new);
  }

  /** The calling thread has computed a step, which took so long. */
  public void stepDone(long nanos) {
    try {
      if (Thread.currentThread() != thread) {
        thread = Thread.currentThread();
        waits = RunQueueWaits.ofThisThread();
        windowNanos = 0;
        judge(1);
      } else if (waits != null) {
        windowNanos += nanos;
        if (windowNanos >= WINDOW.toNanos()) {
          judge((double) waits.longest() / windowNanos);
          windowNanos = 0;
        }
      }
    } catch (IOException e) {
      waits = null; // This system does not count.
      judge(1);
    }
  }

  /**
   * Takes a window into account.
   *
   * @param waiting the share of it that a thread waited for a core, 0 to 1
   */
  void judge(double waiting) {
    if (waiting > MOST_WAITING) {
      if (!crowd.gathered()) {
        calmNeeded = Math.min(PATIENCE * calmNeeded, MOST_CALM_WINDOWS);
        crowd.gather();
      }
      calm = 0;
    } else if (++calm == calmNeeded) {
      crowd.disperse();
    }
  }

  @Override
  public void close() {
    crowd.close();
  }
}
