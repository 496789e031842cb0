package io.mosaicgpt.integration.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.integration.Await;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.InMemoryReporter;

/** A job on a {@link TestCluster}. */
public final class TestJob {
  /** Name that Flink gives the variable. */
  private static final String JOB_ID = "<job_id>";

  private final MiniCluster cluster;
  private final InMemoryReporter metrics;
  private final JobID id;

  TestJob(MiniCluster cluster, InMemoryReporter metrics, JobID id) {
    this.cluster = cluster;
    this.metrics = metrics;
    this.id = id;
  }

  /** Whether every task runs. */
  public boolean isRunning() throws Exception {
    return vertices().allMatch(task -> task.getExecutionState() == ExecutionState.RUNNING);
  }

  /** Waits until the condition holds, while the job lives. */
  public void await(String what, Await.Condition condition) throws Exception {
    Await.until(
        what,
        () -> {
          requireAlive();
          return condition.holds();
        });
  }

  private void requireAlive() throws Exception {
    if (status() == JobStatus.FAILED) {
      awaitFinished();
    }
  }

  /** Waits until the job has ended by itself; fails with the job's failure. */
  public void awaitFinished() throws Exception {
    JobResult result =
        cluster.requestJobResult(id).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (result.getSerializedThrowable().isPresent()) {
      throw new AssertionError(
          "The job failed",
          result.getSerializedThrowable().get().deserializeError(getClass().getClassLoader()));
    }
    assertThat(status()).isEqualTo(JobStatus.FINISHED);
  }

  /** Where the job stands. */
  public JobStatus status() throws Exception {
    return cluster.getJobStatus(id).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Takes a checkpoint now and waits until it is complete. */
  public void checkpoint() throws Exception {
    cluster
        .triggerCheckpoint(id, CheckpointType.FULL)
        .get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Takes a savepoint of the job, which goes on, and returns its path. It commits nothing. */
  public String savepoint(Path directory) throws Exception {
    return cluster
        .triggerSavepoint(id, directory.toUri().toString(), false, SavepointFormatType.CANONICAL)
        .get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Stops the job with a savepoint, without draining, and returns the savepoint's path. */
  public String stopWithSavepoint(Path directory) throws Exception {
    String path =
        cluster
            .stopWithSavepoint(
                id, directory.toUri().toString(), false, SavepointFormatType.CANONICAL)
            .get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    awaitFinished();
    return path;
  }

  /** Cancels the job and waits for its end. */
  public void cancel() throws Exception {
    cluster.cancelJob(id).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    cluster.requestJobResult(id).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Checkpoints completed so far. */
  public long completedCheckpoints() throws Exception {
    return graph().getCheckpointStatsSnapshot().getCounts().getNumberOfCompletedCheckpoints();
  }

  /** How often tasks were restarted; chains beside each other restart by themselves. */
  public int taskRestarts() throws Exception {
    return vertices().mapToInt(task -> task.getCurrentExecutionAttempt().getAttemptNumber()).sum();
  }

  /**
   * The sum of a counter of group {@code inference} over all subtasks, those of TaskManagers that
   * are gone included.
   */
  public long counted(String name) {
    return metrics.getMetricsByGroup().entrySet().stream()
        .filter(group -> id.toString().equals(group.getKey().getAllVariables().get(JOB_ID)))
        .filter(group -> isInference(group.getKey()))
        .map(group -> group.getValue().get(name))
        .filter(metric -> metric instanceof Counter)
        .mapToLong(metric -> ((Counter) metric).getCount())
        .sum();
  }

  private static boolean isInference(MetricGroup group) {
    List<String> scope = List.of(group.getScopeComponents());
    return scope.get(scope.size() - 1).equals(OperatorMetrics.GROUP);
  }

  private Stream<? extends AccessExecutionVertex> vertices() throws Exception {
    return StreamSupport.stream(graph().getAllExecutionVertices().spliterator(), false);
  }

  private AccessExecutionGraph graph() throws Exception {
    return cluster.getExecutionGraph(id).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
