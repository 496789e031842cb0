package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.api.common.JobID;

/**
 * The job that was started last for a run, noted before it is started: whoever comes later looks
 * whether it still goes on, and no other job may leave results.
 *
 * @param job Flink's id on a cluster; only a name where the job is in the process that starts it
 * @param cluster address of the cluster; empty where the job ends with the process
 * @param rows results that there were before it
 * @param refused error rows among them
 * @param savepoint path of the newest savepoint that somebody has ended a job of the run with;
 *     empty if nobody has
 */
record Attempt(
    @JsonProperty("job") String job,
    @JsonProperty("cluster") String cluster,
    @JsonProperty("rows") long rows,
    @JsonProperty("refused") long refused,
    @JsonProperty("savepoint") String savepoint) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Attempt {
    requireNonNull(job, "job is null");
    requireNonNull(cluster, "cluster is null");
    savepoint = savepoint == null ? "" : savepoint;
  }

  /** A first or further one, with an id of its own. */
  static Attempt behind(Optional<Attempt> earlier, Tally before, Optional<String> cluster) {
    return new Attempt(
        JobID.generate().toHexString(),
        cluster.orElse(""),
        before.rows(),
        before.refused(),
        earlier.map(Attempt::savepoint).orElse(""));
  }

  /** The same, ended with a savepoint. */
  Attempt endedWith(String path) {
    return new Attempt(job, cluster, rows, refused, path);
  }

  /** Whether the job may outlive the process that has started it. */
  boolean onCluster() {
    return !cluster.isEmpty();
  }

  /** Its id on the cluster. */
  JobID id() {
    return JobID.fromHexString(job);
  }

  /** Reads a note; empty when there is none. */
  static Optional<Attempt> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), Attempt.class));
    } catch (IOException e) {
      throw new BadInputException(
          "The note of the last job in %s cannot be read: begin anew with --restart."
              .formatted(file),
          e);
    }
  }

  /** Writes it, as a whole or not at all. */
  void write(Path file) throws IOException {
    WholeFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
  }
}
