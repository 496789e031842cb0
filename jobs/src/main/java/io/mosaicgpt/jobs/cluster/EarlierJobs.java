package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.messages.webmonitor.JobDetails;
import org.apache.flink.runtime.rest.messages.EmptyMessageParameters;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.JobMessageParameters;
import org.apache.flink.runtime.rest.messages.JobsOverviewHeaders;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointStatistics.CompletedCheckpointStatistics;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointingStatistics;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointingStatistics.LatestCheckpoints;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointingStatisticsHeaders;

/** The jobs that a cluster remembers, which is for an hour unless it was told otherwise. */
final class EarlierJobs implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 30;
  private static final int POLL_MILLIS = 200;

  private final RestClusterClient<String> client;

  private EarlierJobs(RestClusterClient<String> client) {
    this.client = requireNonNull(client, "client is null");
  }

  /**
   * Those of a cluster.
   *
   * @throws IllegalStateException when it cannot be asked
   */
  static EarlierJobs of(String host, int port) {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, host);
    configuration.set(RestOptions.PORT, port);
    try {
      return new EarlierJobs(new RestClusterClient<>(configuration, host));
    } catch (Exception e) {
      throw new IllegalStateException("The cluster cannot be asked for its jobs", e);
    }
  }

  /** The one of this name that started last. */
  Optional<EarlierJob> last(String name) throws InterruptedException {
    Optional<JobDetails> last =
        get(
                client.sendRequest(
                    JobsOverviewHeaders.getInstance(),
                    EmptyMessageParameters.getInstance(),
                    EmptyRequestBody.getInstance()))
            .getJobs()
            .stream()
            .filter(job -> job.getJobName().equals(name))
            .max(Comparator.comparingLong(JobDetails::getStartTime));
    return last.isEmpty() ? Optional.empty() : Optional.of(described(last.get()));
  }

  private EarlierJob described(JobDetails job) throws InterruptedException {
    JobStatus status = job.getStatus();
    if (status.isGloballyTerminalState()) {
      awaitNewsOf(job.getJobId());
    }
    JobMessageParameters parameters = new JobMessageParameters();
    parameters.jobPathParameter.resolve(job.getJobId());
    CheckpointingStatistics statistics =
        get(
            client.sendRequest(
                CheckpointingStatisticsHeaders.getInstance(),
                parameters,
                EmptyRequestBody.getInstance()));
    return new EarlierJob(
        job.getJobId().toHexString(),
        status.isGloballyTerminalState(),
        state(statistics.getLatestCheckpoints(), status == JobStatus.FINISHED));
  }

  /**
   * Waits until the cluster tells of a job's end. What it says of a job's checkpoints it keeps for
   * {@code web.refresh-interval}, three seconds, even if the job has ended since.
   */
  private void awaitNewsOf(JobID job) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!get(client.getJobDetails(job)).getJobStatus().isGloballyTerminalState()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "The cluster does not tell how job %s has ended".formatted(job));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** A job that has answered everything leaves nothing, unless a savepoint has ended it. */
  private static Optional<String> state(LatestCheckpoints latest, boolean finished) {
    Optional<String> own =
        Stream.of(latest.getCompletedCheckpointStatistics(), latest.getSavepointStatistics())
            .filter(checkpoint -> checkpoint != null && !checkpoint.isDiscarded())
            .max(Comparator.comparingLong(CompletedCheckpointStatistics::getTriggerTimestamp))
            .filter(newest -> newest.isSavepoint() || !finished)
            .map(CompletedCheckpointStatistics::getExternalPath);
    return own.isPresent() || finished || latest.getRestoredCheckpointStatistics() == null
        ? own
        : Optional.ofNullable(latest.getRestoredCheckpointStatistics().getExternalPath());
  }

  private static <T> T get(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "The cluster does not tell of its jobs: " + JobFailures.sentence(e), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
