package io.mosaicgpt.jobs.launch;

import io.mosaicgpt.jobs.cluster.RunningJob;
import io.mosaicgpt.jobs.process.ExitStack;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Cancels a job when the process is told to stop, and gives the command time to say so before the
 * cluster goes.
 */
public final class StopSignal implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final RunningJob job;
  private final CountDownLatch done = new CountDownLatch(1);
  private final ExitStack.Entry exit;

  private StopSignal(RunningJob job) {
    this.job = job;
    this.exit = ExitStack.ofProcess().push(this::stop);
  }

  /** Cancels this job on SIGINT and SIGTERM, until closed. */
  public static StopSignal cancelling(RunningJob job) {
    return new StopSignal(job);
  }

  private void stop() {
    try {
      job.cancel();
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("mosaicgpt: the job did not stop in time.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (done.getCount() > 0) { // otherwise the job has ended by itself, and its cluster with it
        System.err.println("mosaicgpt: " + e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    done.countDown();
    exit.close();
  }
}
