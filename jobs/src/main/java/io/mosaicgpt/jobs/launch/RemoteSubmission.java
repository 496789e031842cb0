package io.mosaicgpt.jobs.launch;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.checkpoint.RemoteCheckpoints;
import io.mosaicgpt.jobs.cli.Distribution;
import io.mosaicgpt.jobs.cli.ErrorSentences;
import io.mosaicgpt.jobs.cli.Now;
import io.mosaicgpt.jobs.cluster.JobMetrics;
import io.mosaicgpt.jobs.cluster.JobWatch;
import io.mosaicgpt.jobs.cluster.RemoteCluster;
import io.mosaicgpt.jobs.cluster.RemoteJob;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.preflight.CheckedJob;
import io.mosaicgpt.jobs.preflight.KafkaStartChecks;
import io.mosaicgpt.jobs.process.ExitStack;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/** The job on a cluster: looks at what it needs, submits it, and tells how it fares. */
public final class RemoteSubmission {
  /** TaskManagers that were just started need a few seconds to register. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final JobConfig<KafkaEnds> config;
  private final RemoteCluster cluster;
  private final Optional<String> savepoints;
  private final PrintWriter err;

  /**
   * @param savepoints where the job's state goes when this process is told to stop; empty leaves
   *     the job running
   * @param err takes sentences
   */
  public RemoteSubmission(
      JobConfig<KafkaEnds> config,
      RemoteCluster cluster,
      Optional<String> savepoints,
      PrintWriter err) {
    this.config = requireNonNull(config, "config is null");
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.savepoints = requireNonNull(savepoints, "savepoints is null");
    this.err = requireNonNull(err, "err is null");
  }

  /**
   * Submits the job and, unless detached, stays until it ends.
   *
   * @param checks whether to look at Kafka, registry and cluster first
   */
  public int run(boolean checks, boolean detached) throws IOException, InterruptedException {
    RemoteCheckpoints checkpoints =
        new RemoteCheckpoints(cluster.toString(), cluster::lastJob, this::say);
    JobConfig<KafkaEnds> ready = checks ? checked(checkpoints) : checkpoints.resolve(config, true);
    if (!ready.checkpoints().restore().isNone()) {
      say(
          "Going on from %s (--restore none starts afresh)."
              .formatted(ready.checkpoints().restore().what()));
    }
    RemoteJob job = cluster.job(cluster.submit(ready, Distribution.jobJars()).getJobID());
    say("Job %s is accepted by the cluster at %s.".formatted(job.id(), cluster));
    return detached ? 0 : attend(job);
  }

  private JobConfig<KafkaEnds> checked(RemoteCheckpoints checkpoints)
      throws IOException, InterruptedException {
    // Before slots, which another job of the group may hold.
    CheckedJob<KafkaEnds> checked = new KafkaStartChecks(config, this::say).check();
    cluster.slots().require(config.serving().parallelism(), PATIENCE, this::say);
    return checkpoints.resolve(checked.config(), checked.servedGroup().isPresent());
  }

  private int attend(RemoteJob job) throws InterruptedException {
    ExitStack.Entry goodbye = ExitStack.ofProcess().push(() -> leave(job));
    try {
      JobWatch watch =
          new JobWatch(
              job,
              line -> say(Now.time() + "  " + line),
              () -> say("Job %s runs on the cluster at %s.".formatted(job.id(), cluster)));
      Optional<RunningAccuracy> accuracy =
          RunningAccuracy.of(
              config.serving(),
              new JobMetrics(cluster.toString(), job.id(), JobMetrics.GENERATE),
              line -> say(Now.time() + "  " + line));
      while (watch.goesOn()) {
        if (accuracy.isPresent()) {
          accuracy.get().look();
        }
      }
      accuracy.ifPresent(RunningAccuracy::end);
      boolean finished = job.outcome();
      say(finished ? "The job has ended." : "The job was cancelled.");
      return finished ? 0 : ErrorSentences.FAILURE;
    } finally {
      goodbye.close();
    }
  }

  private void leave(RemoteJob job) {
    savepoints.ifPresentOrElse(directory -> end(job, directory), () -> sayGoodbye(job));
  }

  /**
   * Without a savepoint, the newest checkpoint has what it would have had but for a few seconds.
   */
  private void end(RemoteJob job, String directory) {
    try {
      say("Job %s is stopped with a savepoint in %s.".formatted(job.id(), directory));
      say("Ended with savepoint %s.".formatted(cluster.stop(job.id(), directory)));
    } catch (RuntimeException e) {
      say("%s: cancelling it, its newest checkpoint stays.".formatted(e.getMessage()));
      cluster.cancel(job.id());
    }
  }

  /** Who leaves does not take the job along, and should know so. */
  private void sayGoodbye(RemoteJob job) {
    say(
        ("Job %s goes on at %s without this process. 'flink cancel -m %s %s' ends it; 'flink stop -m"
                + " %s --savepointPath DIR %s' ends it with a savepoint, from which --restore PATH"
                + " goes on.")
            .formatted(job.id(), cluster, cluster, job.id(), cluster, job.id()));
  }

  private void say(String sentence) {
    err.println(sentence);
    err.flush();
  }
}
