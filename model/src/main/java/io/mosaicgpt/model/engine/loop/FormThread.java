package io.mosaicgpt.model.engine.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where forms are compiled: a daemon thread of one engine, which is there while it has work. */
final class FormThread implements Executor, AutoCloseable {
  private static final long IDLE_SECONDS = 10;

  /** For the form under way, which takes two at most. */
  private static final long PATIENCE_SECONDS = 5;

  private final ThreadPoolExecutor thread;

  FormThread(String engine) {
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> daemon(work, engine));
    thread.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable work, String engine) {
    Thread thread = new Thread(work, "mosaicgpt-forms-" + engine);
    thread.setDaemon(true);
    // The caller's loader may be that of a job which ends long before the engine does.
    thread.setContextClassLoader(FormThread.class.getClassLoader());
    return thread;
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.util.concurrent.RejectedExecutionException when it is closed
   */
  @Override
  public void execute(Runnable work) {
    thread.execute(work);
  }

  /** Interrupts the work under way and waits for its end. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      boolean unused = thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It ends by itself.
    }
  }
}
