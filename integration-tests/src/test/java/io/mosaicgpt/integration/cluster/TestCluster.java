package io.mosaicgpt.integration.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A Flink cluster in this JVM, of TaskManagers with one slot each, that remembers all metrics and
 * restarts failed jobs at once.
 */
public final class TestCluster implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 60;
  private static final int RESTARTS = 5;

  private final InMemoryReporter metrics;
  private final MiniCluster cluster;
  private int firstTaskManager;

  private TestCluster(InMemoryReporter metrics, MiniCluster cluster) {
    this.metrics = metrics;
    this.cluster = cluster;
  }

  /**
   * Starts a cluster.
   *
   * @param checkpoints where checkpoints go unless the job says otherwise
   */
  public static TestCluster start(int taskManagers, Path checkpoints) throws Exception {
    InMemoryReporter metrics = InMemoryReporter.createWithRetainedMetrics();
    Configuration configuration = new Configuration();
    metrics.addToConfiguration(configuration);
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(4));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(8));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(8));
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, RESTARTS);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(1)
                .setConfiguration(configuration)
                .build());
    cluster.start();
    return new TestCluster(metrics, cluster);
  }

  /** Submits a job. */
  public TestJob submit(StreamGraph graph) throws Exception {
    return new TestJob(
        cluster,
        metrics,
        cluster.submitJob(graph).get(TIMEOUT_SECONDS, TimeUnit.SECONDS).getJobID());
  }

  /** Starts one more TaskManager. */
  public void addTaskManager() throws Exception {
    cluster.startTaskManager();
  }

  /**
   * Ends the TaskManager that has been there longest, with everything that runs on it, and starts
   * another one.
   */
  public void replaceTaskManager() throws Exception {
    cluster.terminateTaskManager(firstTaskManager++).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    cluster.startTaskManager();
  }

  @Override
  public void close() {
    cluster.closeAsync().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }
}
