package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.jobs.pipeline.GenerationPipeline;
import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The generation job on a cluster of its own inside this JVM. */
public final class LocalRun implements AutoCloseable {
  private final LocalCluster cluster;
  private final RunningJob job;

  private LocalRun(LocalCluster cluster, RunningJob job) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.job = requireNonNull(job, "job is null");
  }

  /**
   * Starts cluster and job.
   *
   * @throws io.mosaicgpt.jobs.BadInputException when a setting cannot be used
   */
  public static LocalRun start(JobConfig<?> config, WebPort webPort) throws InterruptedException {
    StreamGraph graph = graph(config); // before the cluster: bad settings show at once
    LocalCluster cluster = LocalCluster.start(config.serving().parallelism(), webPort);
    try {
      return new LocalRun(
          cluster, cluster.submit(graph, config.checkpoints().directory().flatMap(LocalUri::path)));
    } catch (InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static StreamGraph graph(JobConfig<?> config) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    GenerationPipeline pipeline = new GenerationPipeline(config);
    pipeline.addTo(environment);
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(pipeline.name());
    return graph;
  }

  /** The job. */
  public RunningJob job() {
    return job;
  }

  /** Where a browser finds Flink's web interface. */
  public URI webInterface() {
    return cluster.webInterface();
  }

  /** Stops job and cluster. Checkpoints that were retained stay. */
  @Override
  public void close() {
    cluster.close();
  }
}
