package io.mosaicgpt.model.replica.threads;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets this JVM end between calls of PyTorch only. PyTorch's own exit handlers free the code that
 * oneDNN and FBGEMM have made at run time; a call under way would go on in memory that is gone.
 *
 * <p>When the JVM ends, calls under way are waited for, and threads that want to begin another one
 * sleep for good; but not before everybody who holds the gate open lets go of it. Thread-safe.
 */
public final class ExitGate {
  /** For the call under way, a step as a rule; a longer one may end in a crash. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final ExitGate JVM = new ExitGate(PATIENCE);

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(JVM::shut, "mosaicgpt-exit"));
    } catch (IllegalStateException e) {
      JVM.shut(); // It is ending already.
    }
  }

  private final Duration patience;

  /** Calls share it; the end takes it for itself and never gives it back. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private volatile boolean shutting;

  /** How many hold it open; guarded by this. */
  private int holds;

  ExitGate(Duration patience) {
    this.patience = patience;
  }

  /** The gate that all calls of this JVM pass. */
  public static ExitGate ofJvm() {
    return JVM;
  }

  /** Whether this JVM is ending: a thread that computes may then never come back. */
  public static boolean jvmEnds() {
    return JVM.isShutting();
  }

  /** A call begins; {@link #leave} when it is over. Does not return once the gate is shut. */
  public void enter() {
    lock.readLock().lock();
  }

  public void leave() {
    lock.readLock().unlock();
  }

  /** Work that is to be finished although the JVM ends. */
  public interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /** Keeps it open until that is closed: what has begun can then be brought to an end. */
  public synchronized Hold hold() {
    holds++;
    return this::letGo;
  }

  private synchronized void letGo() {
    holds--;
    notifyAll();
  }

  private synchronized void awaitHolds() throws InterruptedException {
    while (holds > 0) {
      wait();
    }
  }

  boolean isShutting() {
    return shutting;
  }

  /** Waits for calls under way and lets no more begin. False if one took too long. */
  boolean shut() {
    try {
      awaitHolds();
      shutting = true;
      return lock.writeLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
