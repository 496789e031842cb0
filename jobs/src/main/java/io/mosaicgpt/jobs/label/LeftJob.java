package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cluster.RemoteCluster;
import io.mosaicgpt.jobs.cluster.RemoteJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;

/**
 * The job that an earlier start of a run has left on a cluster. As long as it may go on, no other
 * job is started over the same results.
 */
final class LeftJob {
  private final Attempt attempt;
  private final Path note;
  private final Consumer<String> say;
  private Optional<RemoteJob> finished = Optional.empty();

  /**
   * @param note the attempt's file
   */
  LeftJob(Attempt attempt, Path note, Consumer<String> say) {
    this.attempt = requireNonNull(attempt, "attempt is null");
    this.note = requireNonNull(note, "note is null");
    this.say = requireNonNull(say, "say is null");
  }

  /**
   * The job, if it goes on.
   *
   * @param here the cluster that the command names, if it names one
   * @throws BadInputException when it goes on elsewhere, or nobody can tell
   */
  Optional<LabelTask> find(Optional<RemoteCluster> here) throws InterruptedException {
    if (!attempt.onCluster()) {
      return Optional.empty();
    }
    String asked = here.map(RemoteCluster::toString).orElse(attempt.cluster());
    try {
      if (here.isPresent()) {
        // Whatever it was called then: ids are the same under every name of a cluster.
        Optional<JobStatus> status = here.get().status(attempt.id());
        if (status.isPresent()) {
          if (status.get() == JobStatus.FINISHED) {
            finished = Optional.of(here.get().job(attempt.id()));
          }
          return goesOn(status) ? Optional.of(follow(here.get())) : Optional.empty();
        }
      }
      asked = attempt.cluster();
      boolean elsewhere =
          here.stream().noneMatch(cluster -> cluster.toString().equals(attempt.cluster()));
      if (elsewhere && goesOn(status())) {
        throw new BadInputException(
            "Job %s of this run goes on at %s: follow it with --job-manager %s, or end it first with 'flink cancel -m %s %s'."
                .formatted(
                    attempt.job(),
                    attempt.cluster(),
                    attempt.cluster(),
                    attempt.cluster(),
                    attempt.job()));
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new BadInputException(
          "Whether job %s of this run goes on at %s cannot be seen (%s): give the same command when the cluster answers, or, if it is gone for good, delete %s before."
              .formatted(attempt.job(), asked, reason(e), note),
          e);
    }
  }

  /**
   * The job, if it was found at its end: then all its results are there, if they can be seen yet
   * and nobody has stopped it.
   */
  Optional<RemoteJob> finished() {
    return finished;
  }

  private LabelTask follow(RemoteCluster cluster) {
    say.accept("Job %s goes on at %s, and is followed.".formatted(attempt.job(), cluster));
    return new ClusterTask(cluster, attempt.id(), say);
  }

  /** Ends the job, as far as its cluster can be reached: what it leaves does not count any more. */
  void end() throws InterruptedException {
    try {
      if (attempt.onCluster() && goesOn(status())) {
        say.accept("Cancelling job %s at %s.".formatted(attempt.job(), attempt.cluster()));
        ClusterTask.cancel(RemoteCluster.at(attempt.cluster()), attempt.id());
      }
    } catch (IOException e) {
      say.accept(
          "Whether job %s of the earlier run goes on at %s cannot be seen (%s); its results do not count any more."
              .formatted(attempt.job(), attempt.cluster(), reason(e)));
    }
  }

  /** Empty when the cluster is gone, or has forgotten the job. */
  private Optional<JobStatus> status() throws IOException, InterruptedException {
    if (RemoteCluster.isGone(attempt.cluster())) {
      say.accept(
          "No cluster is at %s any more, and so no job of this run.".formatted(attempt.cluster()));
      return Optional.empty();
    }
    RemoteCluster cluster;
    try {
      cluster = RemoteCluster.at(attempt.cluster());
    } catch (BadInputException e) {
      throw new IOException("nobody answers there", e);
    }
    return cluster.status(attempt.id());
  }

  private static boolean goesOn(Optional<JobStatus> status) {
    return status.isPresent() && !status.get().isGloballyTerminalState();
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
