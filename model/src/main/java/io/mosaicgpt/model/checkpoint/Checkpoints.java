package io.mosaicgpt.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens model directories in the published layout: {@code config.json} and the weights as {@code
 * model.safetensors}, sharded safetensors, {@code pytorch_model.bin} or sharded bins, the first of
 * these that is there.
 */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * Opens a model directory and checks that every tensor is there with the shape that the
   * configuration asks for. Reads headers only.
   *
   * @throws CheckpointException when the directory cannot be used as it is; says what to do
   */
  public static Checkpoint open(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      throw new CheckpointException(
          "There is no directory %s; give a model directory, or make one with 'init'."
              .formatted(directory));
    }
    if (!Files.isDirectory(directory)) {
      throw new CheckpointException(
          "%s is a file; give the directory that holds config.json and the weights."
              .formatted(directory));
    }
    if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
      throw new CheckpointException(
          "%s may not be looked into by this user; give it the right to read the directory and its files."
              .formatted(directory));
    }
    return DirectoryCheckpoint.open(directory);
  }

  /**
   * A model with random weights, computed as they are read: no file is needed. Written to a
   * directory by {@link CheckpointWriter} it is the same model with the same hash.
   */
  public static Checkpoint random(ModelPreset preset, long seed) {
    return new RandomCheckpoint(preset, seed);
  }

  /**
   * The small model inside the jar. Written to a directory by {@link CheckpointWriter} it is the
   * same model with the same hash.
   */
  public static Checkpoint embedded() throws IOException {
    return EmbeddedModel.open();
  }
}
