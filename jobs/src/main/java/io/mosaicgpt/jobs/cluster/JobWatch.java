package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;

/**
 * Tells every change of a job's state in a sentence: that it runs, that it restarts and why, that
 * it runs again. A reason that stays the same is told once. Used by one thread.
 */
public final class JobWatch {
  /**
   * The job restarts at least a second after it failed, so no change is missed here, nor on a
   * cluster whose {@code web.refresh-interval} is shorter.
   */
  private static final Duration POLL = Duration.ofMillis(250);

  private final JobView job;
  private final Consumer<String> say;
  private final Runnable atFirst;
  private boolean running;
  private boolean hasRun;
  private String told = "";

  /**
   * A watch.
   *
   * @param say takes sentences
   * @param atFirst called when all tasks run for the first time
   */
  public JobWatch(JobView job, Consumer<String> say, Runnable atFirst) {
    this.job = requireNonNull(job, "job is null");
    this.say = requireNonNull(say, "say is null");
    this.atFirst = requireNonNull(atFirst, "atFirst is null");
  }

  /** Looks once and waits a moment; false when the job has ended. */
  public boolean goesOn() throws InterruptedException {
    if (hasEnded()) {
      return false;
    }
    Thread.sleep(POLL.toMillis());
    return true;
  }

  private boolean hasEnded() throws InterruptedException {
    try {
      return look().isGloballyTerminalState();
    } catch (NoAnswerException e) {
      return false; // nothing new
    }
  }

  /** Why the job has failed last; empty when it has run again since. */
  public Optional<String> failure() {
    return Optional.of(told).filter(why -> !why.isEmpty());
  }

  /**
   * Looks once and tells what is new.
   *
   * @return where the job stands
   * @throws NoAnswerException when the cluster does not say this time
   */
  public JobStatus look() throws InterruptedException {
    JobStatus status = job.status();
    switch (status) {
      case RUNNING -> run();
      case RESTARTING, FAILING -> fail(status);
      default -> {}
    }
    return status;
  }

  private void run() throws InterruptedException {
    if (running || !job.allTasksRun()) {
      return;
    }
    running = true;
    told = "";
    if (hasRun) {
      say.accept("The job is RUNNING again.");
    } else {
      hasRun = true;
      atFirst.run();
    }
  }

  private void fail(JobStatus status) throws InterruptedException {
    running = false;
    String why =
        "The job is %s: %s".formatted(status, job.lastFailure().orElse("Flink does not say why"));
    if (!why.equals(told)) {
      told = why;
      say.accept(why.endsWith(".") ? why : why + ".");
    }
  }
}
