package io.mosaicgpt.integration;

import io.mosaicgpt.model.checkpoint.CheckpointWriter;
import io.mosaicgpt.model.checkpoint.ModelPreset;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model whose weights are random, so that its answers go on for as long as a test asks. It is the
 * one that was in the jar before that was trained, and so the one of earlier programs' savepoints.
 */
final class SmallModel {
  private static final long SEED = 0;
  private static final Path DIRECTORY = write();

  private SmallModel() {}

  /** Its directory, written once in the life of this JVM. */
  static Path directory() {
    return DIRECTORY;
  }

  private static Path write() {
    try {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      Path directory = Files.createTempDirectory(target, "small-model");
      Path config = copy("config.json", Files.createTempFile(target, "config", ".json"));
      CheckpointWriter.writeRandom(
          ModelPreset.of(config.toString()),
          SEED,
          directory,
          WeightFormat.SAFETENSORS,
          ProgressListener.NONE);
      Files.delete(config);
      copy("tokenizer.json", directory.resolve("tokenizer.json"));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path copy(String file, Path to) throws IOException {
    try (InputStream in = SmallModel.class.getResourceAsStream("/small/" + file)) {
      return Files.write(to, in.readAllBytes());
    }
  }
}
