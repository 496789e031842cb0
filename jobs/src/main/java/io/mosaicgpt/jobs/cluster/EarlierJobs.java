package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.messages.webmonitor.JobDetails;
import org.apache.flink.runtime.rest.messages.DashboardConfigurationHeaders;
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
  private static final int REFRESH_MARGIN_MILLIS = 200;

  /** More than what clocks of a cluster and of its client differ by. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(10);

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

  /**
   * The one of this name that started last; if it tells nothing of what it has gone on from, the
   * one before.
   */
  Optional<EarlierJob> last(String name) throws InterruptedException {
    List<JobDetails> jobs =
        get(
                client.sendRequest(
                    JobsOverviewHeaders.getInstance(),
                    EmptyMessageParameters.getInstance(),
                    EmptyRequestBody.getInstance()))
            .getJobs()
            .stream()
            .filter(job -> job.getJobName().equals(name))
            .sorted(Comparator.comparingLong(JobDetails::getStartTime).reversed())
            .toList();
    for (JobDetails job : jobs) {
      EarlierJob earlier = described(job);
      if (!earlier.tellsNothing()) {
        return Optional.of(earlier);
      }
    }
    return Optional.empty();
  }

  private EarlierJob described(JobDetails job) throws InterruptedException {
    JobStatus status = job.getStatus();
    if (status.isGloballyTerminalState()) {
      awaitNewsOf(job);
    }
    JobMessageParameters parameters = new JobMessageParameters();
    parameters.jobPathParameter.resolve(job.getJobId());
    CheckpointingStatistics statistics =
        get(
            client.sendRequest(
                CheckpointingStatisticsHeaders.getInstance(),
                parameters,
                EmptyRequestBody.getInstance()));
    EarlierJob.End end =
        status == JobStatus.FINISHED
            ? EarlierJob.End.FINISHED
            : status.isGloballyTerminalState() ? EarlierJob.End.BROKEN_OFF : EarlierJob.End.NONE;
    return new EarlierJob(
        job.getJobId().toHexString(), end, state(statistics.getLatestCheckpoints(), end));
  }

  /**
   * What a cluster has said of a job's checkpoints it says again for {@code web.refresh-interval},
   * even if the job has ended since.
   */
  private void awaitNewsOf(JobDetails job) throws InterruptedException {
    long sinceEnd = System.currentTimeMillis() - job.getEndTime();
    if (sinceEnd < CLOCKS_APART.toMillis()) {
      long refresh =
          get(client.sendRequest(
                  DashboardConfigurationHeaders.getInstance(),
                  EmptyMessageParameters.getInstance(),
                  EmptyRequestBody.getInstance()))
              .getRefreshInterval();
      Thread.sleep(refresh + REFRESH_MARGIN_MILLIS);
    }
  }

  /** A finished job leaves nothing, unless a savepoint has ended it. */
  private static Optional<String> state(LatestCheckpoints latest, EarlierJob.End end) {
    boolean finished = end == EarlierJob.End.FINISHED;
    Optional<CompletedCheckpointStatistics> newest =
        Stream.of(latest.getCompletedCheckpointStatistics(), latest.getSavepointStatistics())
            .filter(Objects::nonNull)
            .max(Comparator.comparingLong(CompletedCheckpointStatistics::getId));
    Optional<String> own =
        newest
            .filter(checkpoint -> checkpoint.isSavepoint() || !finished)
            .filter(checkpoint -> !checkpoint.isDiscarded())
            .map(CompletedCheckpointStatistics::getExternalPath);
    return newest.isPresent() || finished || latest.getRestoredCheckpointStatistics() == null
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
