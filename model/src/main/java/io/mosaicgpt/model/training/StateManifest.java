package io.mosaicgpt.model.training;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file beside a state's tensors that says what they are.
 *
 * @param format of the state; 1
 * @param step the last one that was taken
 * @param run whose state it is
 * @param checksum CRC-32C of the tensors' file
 */
record StateManifest(int format, int step, RunIdentity run, long checksum) {
  static final int FORMAT = 1;

  private static final String FILE_NAME = "state.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  StateManifest {
    requireNonNull(run, "run is null");
  }

  void write(Path directory) throws IOException {
    byte[] json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    StateDirectory.writeForced(directory.resolve(FILE_NAME), json);
  }

  /**
   * That of a state's directory.
   *
   * @throws TrainingStateException when there is none that this build can read
   */
  static StateManifest read(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    try {
      StateManifest manifest = MAPPER.readValue(Files.readAllBytes(file), StateManifest.class);
      if (manifest.format != FORMAT) {
        throw new TrainingStateException(
            "%s has format %d, and not %d".formatted(file, manifest.format, FORMAT));
      }
      return manifest;
    } catch (JsonProcessingException e) {
      throw new TrainingStateException(file + " is damaged", e);
    }
  }
}
