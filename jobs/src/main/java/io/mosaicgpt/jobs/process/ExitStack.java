package io.mosaicgpt.jobs.process;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be put away when the process is told to stop: the last that came first, one after the
 * other, as try-with-resources would have done it. The JVM runs its own shutdown hooks all at once,
 * and then a directory is deleted under a cluster that still writes to it. Thread-safe.
 */
public final class ExitStack {
  private static final ExitStack PROCESS = new ExitStack();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(PROCESS::unwind, "mosaicgpt-exit"));
  }

  private final Deque<Entry> entries = new ArrayDeque<>();
  private boolean unwinding;

  ExitStack() {}

  /** The one that SIGINT, SIGTERM and the end of the process unwind. */
  public static ExitStack ofProcess() {
    return PROCESS;
  }

  /**
   * Puts something on top.
   *
   * @param putAway waits if its owner is just doing the same: what lies below is put away next
   * @throws IllegalStateException when the process is stopping
   */
  public synchronized Entry push(Runnable putAway) {
    if (unwinding) {
      throw new IllegalStateException("The process is stopping");
    }
    Entry entry = new Entry(putAway);
    entries.push(entry);
    return entry;
  }

  /** Whether the process is stopping. */
  public synchronized boolean isUnwinding() {
    return unwinding;
  }

  void unwind() {
    for (Entry entry = next(); entry != null; entry = next()) {
      try {
        entry.putAway.run();
      } catch (RuntimeException e) {
        logger().warn("Something stays behind: {}", e.getMessage(), e);
      }
    }
  }

  /** Not a constant: commands choose their log file before the first logger is made. */
  private static Logger logger() {
    return LoggerFactory.getLogger(ExitStack.class);
  }

  private synchronized Entry next() {
    unwinding = true;
    return entries.poll();
  }

  /** Something on the stack; closing, once it is put away, takes it off without running it. */
  public final class Entry implements AutoCloseable {
    private final Runnable putAway;

    private Entry(Runnable putAway) {
      this.putAway = requireNonNull(putAway, "putAway is null");
    }

    @Override
    public void close() {
      synchronized (ExitStack.this) {
        entries.remove(this);
      }
    }
  }
}
