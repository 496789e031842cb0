package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.process.ExitStack;
import io.mosaicgpt.jobs.process.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole Flink cluster inside this JVM, with its web interface on the loopback address. */
public final class LocalCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final TemporaryDirectory directory;
  private final MiniCluster cluster;
  private final ExitStack.Entry exit;

  private LocalCluster(TemporaryDirectory directory, MiniCluster cluster) {
    this.directory = directory;
    this.cluster = cluster;
    this.exit = ExitStack.ofProcess().push(this::stop);
  }

  /**
   * Starts a cluster of one TaskManager.
   *
   * @param slots task slots
   * @throws IllegalStateException when it does not come up
   */
  public static LocalCluster start(int slots, WebPort webPort) {
    requireNonNull(webPort, "webPort is null");
    TemporaryDirectory directory = newDirectory();
    LocalCluster cluster =
        new LocalCluster(
            directory,
            new MiniCluster(
                new MiniClusterConfiguration.Builder()
                    .setNumTaskManagers(1)
                    .setNumSlotsPerTaskManager(slots)
                    .setConfiguration(configuration(webPort, directory.path()))
                    .build()));
    try {
      cluster.cluster.start();
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw new IllegalStateException(
          "The local Flink cluster did not start: " + e.getMessage(), e);
    }
  }

  private static TemporaryDirectory newDirectory() {
    try {
      return TemporaryDirectory.create("flink");
    } catch (IOException e) {
      throw new UncheckedIOException("No directory for the local Flink cluster could be made", e);
    }
  }

  private static Configuration configuration(WebPort webPort, Path directory) {
    Configuration configuration = MetricSettings.ofEnvironment();
    configuration.set(CoreOptions.TMP_DIRS, directory.toString());
    configuration.set(WebOptions.TMP_DIR, directory.toString());
    configuration.set(RestOptions.BIND_PORT, webPort.range());
    configuration.set(RestOptions.ADDRESS, "localhost");
    configuration.set(RestOptions.BIND_ADDRESS, "localhost");
    configuration.set(WebOptions.SUBMIT_ENABLE, false);
    // So long the end of a cluster waits for whoever has asked for a savepoint to fetch its path.
    configuration.set(RestOptions.ASYNC_OPERATION_STORE_DURATION, Duration.ofSeconds(10));
    // Ten seconds unless told otherwise: too old for who shows how far a job is.
    configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
    configuration.set(JobManagerOptions.ADDRESS, "localhost");
    // State is kilobytes on the heap and the chain has hardly an exchange: leave memory to weights.
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    return configuration;
  }

  /** Where a browser finds the web interface. */
  public URI webInterface() {
    return cluster.getRestAddress().join(); // known since the cluster has started
  }

  /**
   * Submits a job.
   *
   * @param checkpoints directory of its checkpoints on this machine, if that is where they are
   * @throws IllegalStateException when the cluster does not take it
   */
  public RunningJob submit(StreamGraph graph, Optional<Path> checkpoints)
      throws InterruptedException {
    try {
      return new RunningJob(
          cluster,
          cluster.submitJob(graph).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).getJobID(),
          checkpoints);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The job was not accepted: " + JobFailures.sentence(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("The local Flink cluster did not take the job in time", e);
    }
  }

  /** Stops the cluster and every job on it, as the end of the process does too. Idempotent. */
  @Override
  public void close() {
    stop();
    exit.close();
  }

  private void stop() {
    try (directory) {
      cluster.closeAsync().join();
    } catch (CompletionException e) {
      // Its job is over; that somebody never fetched a savepoint's path is one reason.
      LOG.info("The local Flink cluster has ended, but not in good order", e);
    }
  }
}
