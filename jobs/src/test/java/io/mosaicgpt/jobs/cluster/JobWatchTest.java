package io.mosaicgpt.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;

class JobWatchTest {
  private final ScriptedJob job = new ScriptedJob();
  private final List<String> said = new ArrayList<>();
  private final JobWatch watch = new JobWatch(job, said::add, () -> said.add("Serving."));

  @Test
  void aJobServesOnlyOnceAllItsTasksRun() throws InterruptedException {
    look(JobStatus.CREATED, false);
    look(JobStatus.RUNNING, false);
    assertThat(said).isEmpty();

    look(JobStatus.RUNNING, true);
    look(JobStatus.RUNNING, true);

    assertThat(said).containsExactly("Serving.");
  }

  @Test
  void aRestartIsToldWithItsReasonAndSoIsItsEnd() throws InterruptedException {
    look(JobStatus.RUNNING, true);
    job.failure = Optional.of("the broker went away");
    look(JobStatus.RESTARTING, false);
    look(JobStatus.RUNNING, false);
    assertThat(watch.failure()).contains("The job is RESTARTING: the broker went away");
    look(JobStatus.RUNNING, true);

    assertThat(watch.failure()).isEmpty();
    assertThat(said)
        .containsExactly(
            "Serving.",
            "The job is RESTARTING: the broker went away.",
            "The job is RUNNING again.");
  }

  @Test
  void aReasonThatStaysIsToldOnceAndAnotherOneAgain() throws InterruptedException {
    job.failure = Optional.of("nobody answers");
    look(JobStatus.RESTARTING, false);
    look(JobStatus.RUNNING, false);
    look(JobStatus.RESTARTING, false);
    job.failure = Optional.of("it answers 404.");
    look(JobStatus.RESTARTING, false);

    assertThat(said)
        .containsExactly(
            "The job is RESTARTING: nobody answers.", "The job is RESTARTING: it answers 404.");
  }

  @Test
  void itEndsWithTheJob() throws InterruptedException {
    job.status = JobStatus.CANCELED;

    untilEnd(watch);

    assertThat(said).isEmpty();
  }

  @Test
  void aClusterThatDoesNotAnswerForAWhileIsAskedAgain() throws InterruptedException {
    job.status = JobStatus.FINISHED;
    job.unanswered = 2;

    untilEnd(watch);

    assertThat(job.unanswered).isZero();
    assertThat(said).isEmpty();
  }

  private void look(JobStatus status, boolean allTasksRun) throws InterruptedException {
    job.status = status;
    job.allTasksRun = allTasksRun;
    watch.look();
  }

  private static final class ScriptedJob implements JobView {
    private JobStatus status = JobStatus.CREATED;
    private boolean allTasksRun;
    private Optional<String> failure = Optional.empty();

    private int unanswered;

    @Override
    public JobStatus status() {
      if (unanswered > 0) {
        unanswered--;
        throw new NoAnswerException("no answer", new TimeoutException());
      }
      return status;
    }

    @Override
    public boolean allTasksRun() {
      return allTasksRun;
    }

    @Override
    public Optional<String> lastFailure() {
      return failure;
    }

    @Override
    public long completedCheckpoints() {
      return 0;
    }
  }

  private static void untilEnd(JobWatch watch) throws InterruptedException {
    boolean more = true;
    while (more) {
      more = watch.goesOn();
    }
  }
}
