package io.mosaicgpt.jobs.label;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.jobs.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is noted of a run beside its output, so that it is gone on with by the same command alone,
 * and known as this program's.
 *
 * @param run its id
 * @param asked what its results depend on, by the flag that says it
 * @param rows rows that it answers
 * @param outputs SHA-256 of each whole output file by its name; empty while there is none
 * @param refused error rows in them
 * @param replaces the same of an earlier run's, which these take the place of
 */
record RunRecord(
    @JsonProperty("run") String run,
    @JsonProperty("asked") Map<String, String> asked,
    @JsonProperty("rows") long rows,
    @JsonProperty("outputs") Map<String, String> outputs,
    @JsonProperty("refused") long refused,
    @JsonProperty("replaces") Map<String, String> replaces) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INPUT = "--input";

  RunRecord {
    if (!run.matches("[A-Za-z0-9-]+")) { // it becomes a directory's name
      throw new IllegalArgumentException("run is '%s'".formatted(run));
    }
    asked = new TreeMap<>(asked);
    outputs = new TreeMap<>(outputs);
    replaces = new TreeMap<>(replaces);
  }

  /** The same with its outputs. */
  RunRecord with(Map<String, String> digests, long errorRows) {
    return new RunRecord(run, asked, rows, digests, errorRows, replaces);
  }

  /**
   * The first thing that another run asks otherwise, by its flag.
   *
   * @param but flags that do not matter
   */
  Optional<String> differenceTo(Map<String, String> other, Set<String> but) {
    TreeMap<String, String> all = new TreeMap<>(asked);
    all.putAll(other);
    // How many rows are read shows in the digest of the input, too: that comes last.
    return Stream.concat(
            all.keySet().stream().filter(flag -> !flag.equals(INPUT)), Stream.of(INPUT))
        .filter(flag -> !but.contains(flag))
        .filter(flag -> !String.valueOf(asked.get(flag)).equals(String.valueOf(other.get(flag))))
        .findFirst();
  }

  /** Reads a record; empty when there is none. */
  static Optional<RunRecord> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), RunRecord.class));
    } catch (IOException e) {
      throw new BadInputException(
          "The record of an earlier run in %s cannot be read: begin anew with --restart."
              .formatted(file),
          e);
    }
  }

  /** Writes it, as a whole or not at all. */
  void write(Path file) throws IOException {
    WholeFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
  }
}
