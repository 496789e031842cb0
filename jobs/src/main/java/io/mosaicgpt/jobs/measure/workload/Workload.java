package io.mosaicgpt.jobs.measure.workload;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.InputText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file of requests, one JSON object a line, see {@link WorkloadLine}.
 *
 * @param requests in the order of the file, at least one, ids all different
 */
public record Workload(List<WorkloadRequest> requests) {
  private static final int MOST_BYTES = 1 << 30;

  public Workload {
    requests = List.copyOf(requests);
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException naming the file and line that cannot be used
   */
  public static Workload read(Path file) {
    List<String> lines =
        InputText.read(file, "workload", "--workload", MOST_BYTES).lines().toList();
    List<WorkloadRequest> requests = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1);
      if (line.isBlank()) {
        continue;
      }
      WorkloadRequest request = new WorkloadLine(file + " line " + number).parse(line, number);
      if (!ids.add(request.id().asText())) {
        throw new BadInputException(
            "%s line %d has the id %s of an earlier line: give every request its own."
                .formatted(file, number, request.id()));
      }
      requests.add(request);
    }
    if (requests.isEmpty()) {
      throw new BadInputException("The workload " + file + " has no requests: write one a line.");
    }
    return new Workload(requests);
  }
}
