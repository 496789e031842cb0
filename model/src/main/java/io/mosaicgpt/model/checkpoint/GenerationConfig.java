package io.mosaicgpt.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a model's tokens are best chosen where nobody says: {@code generation_config.json} of a model
 * directory, as Hugging Face's transformers and vLLM read it, which need not be there. A value that
 * is not there is left to whoever asks.
 *
 * <p>As there, {@code temperature}, {@code top_p}, {@code top_k} and {@code min_p} count only where
 * {@code do_sample} is true: without it a model is greedy. Other keys are not looked at. Like
 * {@link Calibration} it is no part of what {@link Checkpoint#hash} covers: a request keeps the
 * values that it was admitted with.
 *
 * @param temperature 0 to 100
 * @param topP above 0, at most 1
 * @param topK at least 0
 * @param minP 0 to 1
 * @param repetitionPenalty 0.01 to 100
 */
public record GenerationConfig(
    OptionalDouble temperature,
    OptionalDouble topP,
    OptionalInt topK,
    OptionalDouble minP,
    OptionalDouble repetitionPenalty) {
  /** Name of the file in a model directory. */
  public static final String FILE_NAME = "generation_config.json";

  /** Nothing is said. */
  public static final GenerationConfig NONE =
      new GenerationConfig(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalInt.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  private static final long MAX_BYTES = 1 << 16;

  /**
   * What a model directory says; {@link #NONE} without the file.
   *
   * @throws CheckpointException when the file cannot be used
   */
  static GenerationConfig read(Path directory) throws IOException {
    return of(directory.resolve(FILE_NAME), bytes(directory));
  }

  /** What a model among resources says; {@link #NONE} without the file. */
  static GenerationConfig read(ResourceFolder folder) throws IOException {
    return of(folder.place(FILE_NAME), folder.find(FILE_NAME));
  }

  /** The file of a model directory; empty if it has none. */
  static Optional<byte[]> bytes(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    StrictJson.requireSize(file, MAX_BYTES);
    return Optional.of(Files.readAllBytes(file));
  }

  private static GenerationConfig of(Path file, Optional<byte[]> json) throws IOException {
    if (json.isEmpty()) {
      return NONE;
    }
    ConfigKeys keys = new ConfigKeys(file, StrictJson.parseObject(file, json.get()));
    GenerationConfig config =
        new GenerationConfig(
            keys.number("temperature", 0, 100),
            keys.number("top_p", Double.MIN_VALUE, 1),
            keys.value("top_k").isPresent()
                ? OptionalInt.of(keys.integer("top_k", 0, 0, Integer.MAX_VALUE))
                : OptionalInt.empty(),
            keys.number("min_p", 0, 1),
            keys.number("repetition_penalty", 0.01, 100));
    return keys.flag("do_sample", false) ? config : config.greedy();
  }

  private GenerationConfig greedy() {
    return new GenerationConfig(
        NONE.temperature, NONE.topP, NONE.topK, NONE.minP, repetitionPenalty);
  }
}
