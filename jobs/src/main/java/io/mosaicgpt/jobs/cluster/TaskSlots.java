package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether a cluster has room for a job. Without it the job would wait, and fail every five minutes.
 */
public final class TaskSlots {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final FlinkRest rest;

  TaskSlots(FlinkRest rest) {
    this.rest = requireNonNull(rest, "rest is null");
  }

  /**
   * Waits for free slots: TaskManagers may just be starting, or a job may just have ended.
   *
   * @param patience how long to wait
   * @param say takes a sentence when it waits
   * @throws BadInputException when there are too few
   */
  public void require(int parallelism, Duration patience, Consumer<String> say)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean told = false;
    while (true) {
      JsonNode overview = overview();
      int free = overview.path("slots-available").asInt();
      if (free >= parallelism || startsTaskManagers()) {
        return;
      }
      String room =
          "The cluster at %s has %d task slots, %d of them free, and --parallelism is %d"
              .formatted(rest.address(), overview.path("slots-total").asInt(), free, parallelism);
      if (!told) {
        told = true;
        say.accept(room + ": waiting up to %d s for more.".formatted(patience.toSeconds()));
      }
      if (System.nanoTime() > deadline) {
        throw new BadInputException(
            room
                + ": start TaskManagers, end a job, or lower --parallelism. --skip-checks submits all the same, for clusters that start TaskManagers by themselves.");
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private JsonNode overview() throws InterruptedException {
    return page("/overview").orElseThrow(() -> noFlink("it has no /overview", null));
  }

  /** With a resource provider TaskManagers come when a job asks for them. */
  private boolean startsTaskManagers() throws InterruptedException {
    Optional<JsonNode> config = page("/jobmanager/config");
    if (config.isEmpty()) {
      return false;
    }
    for (JsonNode entry : config.get()) {
      String key = entry.path("key").asText();
      String value = entry.path("value").asText();
      if (key.equals("kubernetes.cluster-id")
          || (key.equals("execution.target") && value.matches("(kubernetes|yarn).*"))) {
        return true;
      }
    }
    return false;
  }

  private Optional<JsonNode> page(String path) throws InterruptedException {
    try {
      return rest.get(path);
    } catch (IOException e) {
      throw noFlink(e.getMessage(), e);
    }
  }

  private BadInputException noFlink(String reason, Throwable cause) {
    return new BadInputException(
        "What answers at %s is no Flink cluster (%s): give the REST address of its JobManager with --job-manager."
            .formatted(rest.address(), reason),
        cause);
  }
}
