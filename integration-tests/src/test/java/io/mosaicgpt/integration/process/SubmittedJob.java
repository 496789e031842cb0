package io.mosaicgpt.integration.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.integration.Await;
import io.mosaicgpt.integration.RunJob;
import io.mosaicgpt.integration.command.CommandLineRun;
import io.mosaicgpt.jobs.config.ClusterSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A job that {@code mosaicgpt run} has submitted to a cluster. Thread-safe. */
public final class SubmittedJob {
  private static final Pattern ACCEPTED =
      Pattern.compile("Job ([0-9a-f]{32}) is accepted by the cluster");

  private final FlinkRest rest;
  private final String id;

  private SubmittedJob(FlinkRest rest, String id) {
    this.rest = rest;
    this.id = id;
  }

  /**
   * Submits a job as users do.
   *
   * @param address {@code host:port} of the cluster's REST interface
   */
  public static SubmittedJob submit(String address, RunJob job) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(
        job.with(ClusterSettings.JOB_MANAGER, address)
            .with(ClusterSettings.DETACHED, true)
            .flags());
    CommandLineRun run = CommandLineRun.of(arguments);
    Matcher accepted = ACCEPTED.matcher(run.err());
    if (run.exitCode() != 0 || !accepted.find()) {
      throw new AssertionError("The job was not submitted: " + run.err());
    }
    return new SubmittedJob(new FlinkRest(address), accepted.group(1));
  }

  /** Flink's id of the job. */
  public String id() {
    return id;
  }

  /** Flink's page of checkpoints; empty when the JobManager does not answer. */
  public Optional<JsonNode> checkpoints() throws InterruptedException {
    return rest.get("/jobs/" + id + "/checkpoints");
  }

  /** Whether every task runs, as far as the JobManager says. */
  public boolean isRunning() throws InterruptedException {
    Optional<JsonNode> job = rest.get("/jobs/" + id);
    if (job.isEmpty() || !job.get().path("state").asText().equals("RUNNING")) {
      return false;
    }
    for (JsonNode vertex : job.get().path("vertices")) {
      if (!vertex.path("status").asText().equals("RUNNING")) {
        return false;
      }
    }
    return true;
  }

  /**
   * Fails when the job has ended.
   *
   * @throws AssertionError with Flink's reason
   */
  public void requireAlive() throws InterruptedException {
    String state = state();
    if (List.of("FAILED", "FINISHED", "CANCELED", "SUSPENDED").contains(state)) {
      JsonNode reasons = rest.get("/jobs/" + id + "/exceptions").orElseThrow();
      throw new AssertionError(
          "Job %s is %s: %s".formatted(id, state, reasons.path("root-exception").asText()));
    }
  }

  private String state() throws InterruptedException {
    return rest.get("/jobs/" + id).map(job -> job.path("state").asText()).orElse("unknown");
  }

  /** Stops the job with a savepoint, without draining, and returns the savepoint's path. */
  public String stopWithSavepoint(Path directory) throws Exception {
    JsonNode trigger =
        rest.insist(
            "POST",
            "/jobs/" + id + "/stop",
            Map.of("targetDirectory", directory.toUri().toString(), "drain", false));
    String place = "/jobs/%s/savepoints/%s".formatted(id, trigger.path("request-id").asText());
    String[] path = new String[1];
    Await.until(
        "the savepoint of job " + id,
        () -> {
          JsonNode operation = rest.get(place).orElseThrow().path("operation");
          if (operation.has("failure-cause")) {
            throw new AssertionError("No savepoint: " + operation.path("failure-cause"));
          }
          path[0] = operation.path("location").asText(null);
          return path[0] != null;
        });
    awaitState("FINISHED");
    return path[0];
  }

  /** Cancels the job and waits for its end. */
  public void cancel() throws Exception {
    rest.insist("PATCH", "/jobs/" + id + "?mode=cancel", Map.of());
    awaitState("CANCELED");
  }

  private void awaitState(String state) throws Exception {
    Await.until("job " + id + " is " + state, () -> state().equals(state));
  }
}
