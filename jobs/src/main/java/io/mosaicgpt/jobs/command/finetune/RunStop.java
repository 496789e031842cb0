package io.mosaicgpt.jobs.command.finetune;

import io.mosaicgpt.jobs.process.ExitStack;
import io.mosaicgpt.model.training.run.TrainingRun;
import java.util.concurrent.CountDownLatch;

/**
 * Stops a run when the process is told to, and holds the process until its state is saved and the
 * command has said so. However long that takes: who cannot wait may kill the process, which loses
 * the steps since the last state and nothing else.
 */
final class RunStop implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final ExitStack.Entry exit;

  private RunStop(TrainingRun run) {
    this.exit = ExitStack.ofProcess().push(() -> stop(run));
  }

  /** Stops this run on SIGINT and SIGTERM, until closed. */
  static RunStop of(TrainingRun run) {
    return new RunStop(run);
  }

  private void stop(TrainingRun run) {
    run.stop();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    exit.close();
  }
}
