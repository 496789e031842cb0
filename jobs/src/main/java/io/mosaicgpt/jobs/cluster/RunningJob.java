package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.process.DiskRoom;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.util.ExceptionUtils;

/** A job on a {@link LocalCluster}. Thread-safe. */
public final class RunningJob implements JobView {
  private static final int TIMEOUT_SECONDS = 30;
  private static final int POLL_MILLIS = 50;

  /** A task without anything to do ends while others still work. */
  private static final Set<ExecutionState> RUNS =
      EnumSet.of(ExecutionState.RUNNING, ExecutionState.FINISHED);

  private final MiniCluster cluster;
  private final JobID id;
  private final Optional<Path> checkpoints;

  /**
   * @param checkpoints their directory on this machine, if that is where they are
   */
  RunningJob(MiniCluster cluster, JobID id, Optional<Path> checkpoints) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.id = requireNonNull(id, "id is null");
    this.checkpoints = requireNonNull(checkpoints, "checkpoints is null");
  }

  /** Flink's id of the job. */
  public JobID id() {
    return id;
  }

  @Override
  public JobStatus status() throws InterruptedException {
    return get(cluster.getJobStatus(id));
  }

  @Override
  public boolean allTasksRun() throws InterruptedException {
    for (var vertex : graph().getAllExecutionVertices()) {
      if (!RUNS.contains(vertex.getExecutionState())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Optional<String> lastFailure() throws InterruptedException {
    return Optional.ofNullable(graph().getFailureInfo())
        .map(ErrorInfo::getException)
        .map(failure -> failure.deserializeError(RunningJob.class.getClassLoader()))
        .map(JobFailures::sentence);
  }

  /**
   * Waits until every task runs.
   *
   * @throws IllegalStateException when the job ends before
   */
  public void awaitRunning() throws InterruptedException {
    while (!allTasksRun()) {
      if (hasEnded()) {
        await();
        throw new IllegalStateException("The job ended before it ran");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  @Override
  public long completedCheckpoints() throws InterruptedException {
    CheckpointStatsSnapshot checkpoints = graph().getCheckpointStatsSnapshot();
    return checkpoints == null ? 0 : checkpoints.getCounts().getNumberOfCompletedCheckpoints();
  }

  /** The savepoint that has ended the job, if one has. */
  public Optional<SavepointAtEnd> savepointAtEnd() throws InterruptedException {
    return Optional.ofNullable(graph().getCheckpointStatsSnapshot())
        .map(checkpoints -> checkpoints.getHistory().getLatestSavepoint())
        .filter(savepoint -> savepoint.getProperties().isSynchronous())
        .map(
            savepoint ->
                new SavepointAtEnd(
                    savepoint.getExternalPath(),
                    savepoint.getProperties().getCheckpointType() instanceof SavepointType type
                        && type.shouldDrain()));
  }

  private AccessExecutionGraph graph() throws InterruptedException {
    return get(cluster.getExecutionGraph(id));
  }

  /**
   * Waits until the job ends.
   *
   * @throws BadInputException when it failed of what the user gave
   * @throws IllegalStateException with the root cause as its sentence, when it failed
   */
  public void await() throws InterruptedException {
    JobResult result;
    try {
      result = cluster.requestJobResult(id).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The job's result is unknown: " + e.getMessage(), e);
    }
    result
        .getSerializedThrowable()
        .ifPresent(
            failure -> {
              Throwable cause = failure.deserializeError(RunningJob.class.getClassLoader());
              String sentence = JobFailures.sentence(cause);
              throw JobFailures.ending(
                  "The job failed: "
                      + checkpoints
                          .flatMap(DiskRoom::shortage)
                          .map(shortage -> "%s (%s)".formatted(shortage, sentence))
                          .orElse(sentence),
                  ExceptionUtils.stringifyException(cause),
                  cause);
            });
  }

  /** Whether the job has ended, in whatever way. */
  public boolean hasEnded() throws InterruptedException {
    return status().isGloballyTerminalState();
  }

  /** Cancels the job and waits; retained checkpoints stay. */
  public void cancel() throws InterruptedException {
    get(cluster.cancelJob(id));
    try {
      cluster.requestJobResult(id).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("The job did not stop in time", e);
    }
  }

  static <T> T get(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      String sentence = "The local Flink cluster does not answer";
      throw ExceptionUtils.findThrowable(e, TimeoutException.class).isPresent()
          ? new NoAnswerException(sentence, e)
          : new IllegalStateException(sentence, e);
    }
  }
}
