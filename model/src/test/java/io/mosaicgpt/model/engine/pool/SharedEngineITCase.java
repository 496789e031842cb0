package io.mosaicgpt.model.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.loop.GoldenPrompts;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.model.tokenizer.SmallTokenizer;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What users of one model's weights see of it: each what it asked for. */
@Timeout(300)
class SharedEngineITCase {
  private static final String TOKENIZER = "tokenizer.json";

  @TempDir private Path models;
  private Path plain;

  @BeforeEach
  void writeAModel() throws IOException {
    plain = write("plain");
  }

  @Test
  void twoCopiesOfAModelShareItsWeightsAndNeitherNameNorTemplate() throws Exception {
    Path dolly = write("dolly-copy");
    long loads = EngineRegistry.loads();
    try (InferenceEngine first = EngineRegistry.acquire(spec(plain, 3, ""));
        InferenceEngine second = EngineRegistry.acquire(spec(dolly, 3, ""))) {
      assertThat(EngineRegistry.loads()).isEqualTo(loads + 1);
      assertThat(first.model().config().name()).isEqualTo("plain");
      assertThat(first.model().template().render("Hi", null)).isEqualTo("Hi");
      assertThat(second.model().config().name()).isEqualTo("dolly-copy");
      assertThat(second.model().template().render("Hi", null)).endsWith("### Response:\n");
      assertThat(second.model().template().stopTexts()).containsExactly("### End");
      assertThat(second.model().hash()).isEqualTo(first.model().hash());
      assertThat(second.model().tokenizer()).isEqualTo(first.model().tokenizer());
    }
  }

  @Test
  void aTemplateThatWasEditedIsWhatTheNextUserGets() throws Exception {
    Path template = models.resolve("template.txt");
    long loads = EngineRegistry.loads();
    for (String word : List.of("Question", "Task")) {
      Files.writeString(template, word + ": {instruction}{context}");
      try (InferenceEngine engine =
          EngineRegistry.acquire(spec(plain, 4, PromptTemplates.read(template.toString())))) {
        assertThat(engine.model().template().render("Hi", null)).isEqualTo(word + ": Hi");
      }
    }
    assertThat(EngineRegistry.loads()).as("the weights are the same").isEqualTo(loads + 1);
  }

  @Test
  void aTokenizerThatWasEditedIsAnotherModel() throws Exception {
    String hash;
    try (InferenceEngine before = EngineRegistry.acquire(spec(plain, 5, ""))) {
      hash = before.model().hash();
      Tokenizer tokenizer = before.model().tokenizer().orElseThrow();
      assertThat(tokenizer.encode("WORD")).isNotEqualTo(tokenizer.encode("word"));
    }
    Path file = plain.resolve(TOKENIZER);
    Files.writeString(file, Files.readString(file).replace("\"NFC\"", "\"Lowercase\""));
    try (InferenceEngine after = EngineRegistry.acquire(spec(plain, 5, ""))) {
      assertThat(after.model().hash()).isNotEqualTo(hash);
      Tokenizer tokenizer = after.model().tokenizer().orElseThrow();
      assertThat(tokenizer.encode("WORD")).isEqualTo(tokenizer.encode("word"));
    }
  }

  private Path write(String name) throws IOException {
    Path directory = Files.createDirectory(models.resolve(name));
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(GoldenPrompts.directory("tiny").resolve(file), directory.resolve(file));
    }
    Files.write(directory.resolve(TOKENIZER), SmallTokenizer.json());
    return directory;
  }

  /** Each test has slots of its own, so that none finds the engine of another. */
  private static EngineSpec spec(Path model, int slots, String template) {
    return new EngineSpec(model.toString(), "float32", "cpu", slots, 16, 0, 0, template);
  }
}
