package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where a job leaves its results, as long as it may. A machine of a cluster looks whether it sees
 * the same directory as whoever has started the job, before it makes one of its own. And a job that
 * another has been started in the place of, while its cluster could not be reached, finds that out.
 *
 * @param directory of results, an absolute path
 * @param owner a file that whoever starts a job writes before; a JSON object whose field {@code
 *     job} names the one job that may leave results
 * @param job this one
 */
public record ResultPlace(String directory, String owner, String job) implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SHARED =
      "on a cluster, input and output lie where all its machines find them under the same paths, such as a file system that they share.";

  public ResultPlace {
    requireNonNull(directory, "directory is null");
    requireNonNull(owner, "owner is null");
    requireNonNull(job, "job is null");
  }

  /**
   * Looks whether this job may leave results from here.
   *
   * @throws RefusedPlaceException when it may not
   * @throws IOException when that cannot be seen now
   */
  void require() throws IOException {
    if (!job.equals(ownersJob())) {
      throw new RefusedPlaceException(
          "Job %s has no say over the results in %s any more: another one was started in its place."
              .formatted(job, directory));
    }
    if (!Files.isWritable(Path.of(directory))) {
      throw new RefusedPlaceException(
          "User %s of machine %s may not write results into %s: give this user the right to; %s"
              .formatted(System.getProperty("user.name"), machine(), directory, SHARED));
    }
  }

  private String ownersJob() throws IOException {
    try {
      return JSON.readTree(Files.readAllBytes(Path.of(owner))).path("job").asText();
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw new RefusedPlaceException(
              "Machine %s does not see the directory of results %s: %s"
                  .formatted(machine(), directory, SHARED))
          .seenBy(e);
    } catch (JsonProcessingException e) {
      throw new RefusedPlaceException("%s is damaged: begin anew.".formatted(owner)).seenBy(e);
    }
  }

  /** What to fail with where an input is not found. */
  static RefusedPlaceException unread(String input, FileNotFoundException e) {
    return new RefusedPlaceException(
            "Machine %s cannot read input %s: it has to stay as it is until the run is through, and %s"
                .formatted(machine(), input, SHARED))
        .seenBy(e);
  }

  /** What to fail with where another model answers than the one that was looked at. */
  static RefusedPlaceException otherModel(String model) {
    return new RefusedPlaceException(
        "Machine %s answers with another model (%s) than the one that the run began with: put the same one under the same path everywhere."
            .formatted(machine(), model));
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "(without a name)";
    }
  }
}
