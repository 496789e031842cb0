package io.mosaicgpt.operators.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A level of credit between an operator, which sets it, and a source reader of the same task, which
 * hands out records only while it is above zero. Without an operator everything passes.
 *
 * <p>Thread-safe; listeners are called by the thread that changed something, which in a task is the
 * task's thread.
 */
public final class CreditGate {
  private static final CompletableFuture<Void> OPEN = CompletableFuture.completedFuture(null);

  /** Told when somebody waits at the gate, and when the wait is over. */
  public interface Listener {
    /** A reader had to stop; called once until {@link #opened}. */
    void shut();

    /** Readers go on. */
    void opened();
  }

  private final List<Listener> listeners = new ArrayList<>();
  private int level = Integer.MAX_VALUE;
  private boolean refused;

  /** Completed by the next opening; {@link #OPEN} while open. */
  private CompletableFuture<Void> opening = OPEN;

  /** Completed when the input's end may pass; {@link #OPEN} while it may. */
  private CompletableFuture<Void> ending = OPEN;

  CreditGate() {}

  /** Records that may still come. */
  public synchronized int level() {
    return level;
  }

  synchronized boolean isOpen() {
    return level > 0;
  }

  /** Completed while the gate is open, otherwise when it next opens. */
  synchronized CompletableFuture<Void> opening() {
    return opening;
  }

  /** Says that a reader had to stop. False if the gate has opened meanwhile. */
  boolean refuse() {
    List<Listener> told;
    synchronized (this) {
      if (level > 0) {
        return false;
      }
      if (refused) {
        return true;
      }
      refused = true;
      told = List.copyOf(listeners);
    }
    told.forEach(Listener::shut);
    return true;
  }

  /**
   * Sets how many records may still come.
   *
   * @param level zero or less shuts the gate
   */
  public void setLevel(int level) {
    CompletableFuture<Void> opened;
    List<Listener> told = List.of();
    synchronized (this) {
      this.level = level;
      if (level <= 0) {
        if (opening == OPEN) {
          opening = new CompletableFuture<>();
        }
        return;
      }
      opened = opening;
      opening = OPEN;
      if (refused) {
        refused = false;
        told = List.copyOf(listeners);
      }
    }
    // Outside the lock: completing runs the callbacks of the waiting task.
    told.forEach(Listener::opened);
    opened.complete(null);
  }

  /** Completed while the input's end may pass, otherwise when it next may. */
  synchronized CompletableFuture<Void> ending() {
    return ending;
  }

  /** Says whether the end of the input has to wait. Records and waiting for them do not matter. */
  public void holdEnd(boolean hold) {
    CompletableFuture<Void> passed;
    synchronized (this) {
      if (hold) {
        if (ending == OPEN) {
          ending = new CompletableFuture<>();
        }
        return;
      }
      passed = ending;
      ending = OPEN;
    }
    passed.complete(null);
  }

  /** Registers a listener; one that comes while a reader waits is told at once. */
  public void addListener(Listener listener) {
    boolean waiting;
    synchronized (this) {
      listeners.add(listener);
      waiting = refused;
    }
    if (waiting) {
      listener.shut();
    }
  }

  /** Takes a listener out; if a reader waits, the wait is over as far as it is concerned. */
  public void removeListener(Listener listener) {
    boolean waiting;
    synchronized (this) {
      waiting = listeners.remove(listener) && refused;
    }
    if (waiting) {
      listener.opened();
    }
  }

  /** The operator is gone. */
  void open() {
    setLevel(Integer.MAX_VALUE);
    holdEnd(false);
  }
}
