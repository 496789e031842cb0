package io.mosaicgpt.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationConfigTest {
  private static final String SAMPLED =
      """
      {"do_sample": true, "temperature": 0.6, "top_p": 0.9, "top_k": 20, "min_p": 0.1,
       "repetition_penalty": 1.2, "eos_token_id": [0, 5], "transformers_version": "4.27.4"}""";

  @TempDir Path directory;

  private GenerationConfig read(String json) throws IOException {
    Files.writeString(directory.resolve("generation_config.json"), json);
    return GenerationConfig.read(directory);
  }

  @Test
  void theFileIsReadByKeyAndOthersAreNotLookedAt() throws IOException {
    assertThat(read(SAMPLED))
        .isEqualTo(
            new GenerationConfig(
                OptionalDouble.of(0.6),
                OptionalDouble.of(0.9),
                OptionalInt.of(20),
                OptionalDouble.of(0.1),
                OptionalDouble.of(1.2)));
  }

  @Test
  void whatIsNotThereIsLeftOpen() throws IOException {
    assertThat(GenerationConfig.bytes(directory)).isEmpty();
    assertThat(GenerationConfig.read(directory)).isEqualTo(GenerationConfig.NONE);
    assertThat(read("{\"_from_model_config\": true, \"top_p\": null}"))
        .isEqualTo(GenerationConfig.NONE);
  }

  @Test
  void withoutSamplingItIsGreedy() throws IOException {
    GenerationConfig greedy =
        read("{\"temperature\": 0.6, \"top_k\": 20, \"repetition_penalty\": 1.2}");

    assertThat(greedy.temperature()).isEmpty();
    assertThat(greedy.topK()).isEmpty();
    assertThat(greedy.repetitionPenalty()).hasValue(1.2);
  }

  @Test
  void itGoesWithTheModelAndIsNoPartOfItsHash() throws IOException {
    Path model = directory.resolve("model");
    CheckpointWriter.writeRandom(
        ModelPreset.of("tiny"), 1, model, WeightFormat.SAFETENSORS, ProgressListener.NONE);
    String hash;
    try (Checkpoint plain = Checkpoints.open(model)) {
      hash = plain.hash();
      assertThat(plain.generationConfig()).isEqualTo(GenerationConfig.NONE);
    }
    Files.writeString(model.resolve("generation_config.json"), SAMPLED);
    Path copy = directory.resolve("copy");
    try (DirectoryCheckpoint open = DirectoryCheckpoint.open(model)) {
      CheckpointWriter.write(open, copy, WeightFormat.SAFETENSORS, ProgressListener.NONE);
    }

    try (Checkpoint copied = Checkpoints.open(copy)) {
      assertThat(copied.hash()).isEqualTo(hash);
      assertThat(copied.generationConfig().temperature()).hasValue(0.6);
      assertThat(copy.resolve("generation_config.json"))
          .hasBinaryContent(SAMPLED.getBytes(StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'temperature': -0.1}|has temperature = -0.1, but it must be between 0.0 and 100.0.",
        "{'temperature': 'hot'}|has temperature = \"hot\", but a finite number is needed.",
        "{'top_p': 1.5}|has top_p = 1.5, but it must be between",
        "{'top_k': -1}|has top_k = -1, but it must be between 0 and 2147483647.",
        "{'min_p': 2}|has min_p = 2, but it must be between 0.0 and 1.0.",
        "{'repetition_penalty': 0}|has repetition_penalty = 0, but it must be between 0.01 and 100.0.",
        "{'do_sample': 1}|has do_sample = 1, but true or false is needed.",
        "[]|generation_config.json",
        "{|generation_config.json",
      })
  void unusableFilesAreRefused(String json, String why) {
    assertThatThrownBy(() -> read(json.replace('\'', '"')))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(directory.resolve("generation_config.json").toString())
        .hasMessageContaining(why);
  }
}
