package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.cluster.JobView;
import io.mosaicgpt.jobs.cluster.RemoteCluster;
import io.mosaicgpt.jobs.cluster.RemoteJob;
import io.mosaicgpt.jobs.process.ExitStack;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;

/** A job on a cluster, which goes on without this process. */
final class ClusterTask implements LabelTask {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final RemoteCluster cluster;
  private final RemoteJob job;
  private final Consumer<String> say;
  private final ExitStack.Entry goodbye;

  /**
   * @param say takes a sentence when this process is told to stop
   */
  ClusterTask(RemoteCluster cluster, JobID id, Consumer<String> say) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.job = cluster.job(id);
    this.say = requireNonNull(say, "say is null");
    this.goodbye = ExitStack.ofProcess().push(() -> say.accept(goodbye()));
  }

  private String goodbye() {
    return ("Job %s goes on at %s without this process; the same command follows it again, and"
            + " makes the output. 'flink cancel -m %s %s' ends it.")
        .formatted(job.id(), cluster, cluster, job.id());
  }

  @Override
  public JobView job() {
    return job;
  }

  @Override
  public JobID id() {
    return job.id();
  }

  @Override
  public String address() {
    return cluster.toString();
  }

  @Override
  public void cancel() throws InterruptedException {
    cancel(cluster, job.id());
  }

  /**
   * Ends a job and waits for that.
   *
   * @throws IllegalStateException when it does not end
   */
  static void cancel(RemoteCluster cluster, JobID id) throws InterruptedException {
    RemoteJob job = cluster.job(id);
    try {
      cluster.cancel(job.id());
    } catch (IllegalStateException e) {
      if (!job.status().isGloballyTerminalState()) {
        throw e;
      }
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!job.status().isGloballyTerminalState()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Job %s on the cluster at %s was cancelled, but has not ended in %d s"
                .formatted(job.id(), cluster, PATIENCE.toSeconds()));
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  @Override
  public boolean outcome() throws InterruptedException {
    boolean finished = job.outcome();
    if (!finished) {
      say.accept(
          "Job %s was cancelled; the same command goes on behind its last checkpoint."
              .formatted(job.id()));
    }
    return finished;
  }

  @Override
  public Optional<String> savepointAtEnd() throws InterruptedException {
    return job.savepointAtEnd();
  }

  @Override
  public void close() {
    goodbye.close();
  }
}
