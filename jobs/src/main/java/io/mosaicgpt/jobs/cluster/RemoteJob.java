package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.execution.ExecutionState;

/** A job on a {@link RemoteCluster}, seen through its REST interface. Used by one thread. */
public final class RemoteJob implements JobView {
  /** A JobManager with high availability has a successor by then. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Longer than {@code web.refresh-interval}, which is three seconds unless set. */
  private static final Duration REFRESH = Duration.ofSeconds(4);

  private final FlinkRest rest;
  private final JobID id;

  RemoteJob(FlinkRest rest, JobID id) {
    this.rest = requireNonNull(rest, "rest is null");
    this.id = requireNonNull(id, "id is null");
  }

  /** Flink's id of the job. */
  public JobID id() {
    return id;
  }

  @Override
  public JobStatus status() throws InterruptedException {
    return JobStatus.valueOf(page("").path("state").asText().toUpperCase(Locale.ROOT));
  }

  @Override
  public boolean allTasksRun() throws InterruptedException {
    JsonNode job = page("");
    for (JsonNode vertex : job.path("vertices")) {
      JsonNode tasks = vertex.path("tasks");
      if (tasks.path(ExecutionState.RUNNING.name()).asInt()
              + tasks.path(ExecutionState.FINISHED.name()).asInt()
          < vertex.path("parallelism").asInt()) {
        return false;
      }
    }
    return job.path("vertices").size() > 0;
  }

  @Override
  public Optional<String> lastFailure() throws InterruptedException {
    return newestTrace().map(JobFailures::sentence);
  }

  @Override
  public long completedCheckpoints() throws InterruptedException {
    return page("/checkpoints").path("counts").path("completed").asLong();
  }

  /**
   * The path of the savepoint that has ended the job; empty if none has. Waits for news where there
   * is none: what a cluster has said of checkpoints it says again for its refresh interval.
   */
  public Optional<String> savepointAtEnd() throws InterruptedException {
    Optional<String> savepoint = savepoint();
    if (savepoint.isEmpty()) {
      Thread.sleep(REFRESH.toMillis());
      savepoint = savepoint();
    }
    return savepoint;
  }

  private Optional<String> savepoint() throws InterruptedException {
    JsonNode savepoint = page("/checkpoints").path("latest").path("savepoint");
    return savepoint.path("checkpoint_type").asText().equals("SYNC_SAVEPOINT")
        ? Optional.ofNullable(savepoint.path("external_path").asText(null))
        : Optional.empty();
  }

  private Optional<String> newestTrace() throws InterruptedException {
    String trace = "";
    long newest = Long.MIN_VALUE;
    for (JsonNode entry : page("/exceptions").path("exceptionHistory").path("entries")) {
      if (entry.path("timestamp").asLong() >= newest) {
        newest = entry.path("timestamp").asLong();
        trace = entry.path("stacktrace").asText();
      }
    }
    return Optional.of(trace).filter(text -> !text.isBlank());
  }

  /**
   * Says how the job ended.
   *
   * @return whether it reached its end, rather than being cancelled
   * @throws BadInputException when it failed of what the user gave
   * @throws IllegalStateException when it failed, with the root cause as its sentence
   */
  public boolean outcome() throws InterruptedException {
    JobStatus status = status();
    if (status == JobStatus.FAILED) {
      String trace = newestTrace().orElse("Flink does not say why");
      String sentence = "The job failed: " + JobFailures.sentence(trace);
      throw JobFailures.ending(sentence, trace, null);
    }
    return status == JobStatus.FINISHED;
  }

  /** Waits for a JobManager that is away. */
  private JsonNode page(String path) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return rest.get("/jobs/" + id + path)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The cluster at %s does not know job %s any more"
                            .formatted(rest.address(), id)));
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "The cluster at %s has not answered for %d minutes; job %s may still run"
                  .formatted(rest.address(), PATIENCE.toMinutes(), id),
              e);
        }
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }
}
