package io.mosaicgpt.jobs.measure.workload;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.checkpoint.FileFault;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What a benchmark generated, a line {@code {"id", "token_ids"}} per request. */
public final class SavedOutputs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SavedOutputs() {}

  /**
   * Makes sure that a file can be written, before anything is measured.
   *
   * @throws BadInputException when it cannot
   */
  public static void requireWritable(Path file) {
    boolean existed = Files.exists(file);
    try {
      Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
      if (!existed) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new BadInputException(
          "Outputs cannot be saved (%s): check the path given with --save-outputs."
              .formatted(FileFault.of(e)),
          e);
    }
  }

  /** Writes the outputs in the order of the workload. */
  public static void write(Path file, Workload workload, List<RequestResult> results)
      throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < results.size(); i++) {
        ObjectNode line = JSON.createObjectNode();
        line.set("id", workload.requests().get(i).id());
        ArrayNode ids = line.putArray("token_ids");
        results.get(i).tokenIds().forEach(ids::add);
        writer.write(JSON.writeValueAsString(line));
        writer.newLine();
      }
    }
  }
}
