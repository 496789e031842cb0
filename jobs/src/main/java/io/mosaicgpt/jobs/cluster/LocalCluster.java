package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A whole Flink cluster inside this JVM, with its web interface on the loopback address. */
public final class LocalCluster implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final MiniCluster cluster;
  private final URI webInterface;

  private LocalCluster(MiniCluster cluster, URI webInterface) {
    this.cluster = cluster;
    this.webInterface = webInterface;
  }

  /**
   * Starts a cluster of one TaskManager.
   *
   * @param slots task slots
   * @throws IllegalStateException when it does not come up
   */
  public static LocalCluster start(int slots, WebPort webPort) {
    requireNonNull(webPort, "webPort is null");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setConfiguration(configuration(webPort))
                .build());
    try {
      cluster.start();
      URI address = cluster.getRestAddress().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      return new LocalCluster(cluster, address);
    } catch (Exception e) {
      cluster.closeAsync().join();
      throw new IllegalStateException(
          "The local Flink cluster did not start: " + e.getMessage(), e);
    }
  }

  private static Configuration configuration(WebPort webPort) {
    Configuration configuration = MetricSettings.ofEnvironment();
    configuration.set(RestOptions.BIND_PORT, webPort.range());
    configuration.set(RestOptions.ADDRESS, "localhost");
    configuration.set(RestOptions.BIND_ADDRESS, "localhost");
    configuration.set(WebOptions.SUBMIT_ENABLE, false);
    configuration.set(JobManagerOptions.ADDRESS, "localhost");
    // State is kilobytes on the heap and the chain has hardly an exchange: leave memory to weights.
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    return configuration;
  }

  /** Where a browser finds the web interface. */
  public URI webInterface() {
    return webInterface;
  }

  /**
   * Submits a job.
   *
   * @throws IllegalStateException when the cluster does not take it
   */
  public RunningJob submit(StreamGraph graph) throws InterruptedException {
    try {
      return new RunningJob(
          cluster, cluster.submitJob(graph).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).getJobID());
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The job was not accepted: " + JobFailures.sentence(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("The local Flink cluster did not take the job in time", e);
    }
  }

  /** Stops the cluster and every job on it. */
  @Override
  public void close() {
    cluster.closeAsync().join();
  }
}
