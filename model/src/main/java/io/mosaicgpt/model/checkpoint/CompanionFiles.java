package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What lies beside the weights of a model that is written: bytes, as they are.
 *
 * @param tokenizerJson of {@code tokenizer.json}
 * @param generationConfigJson of {@code generation_config.json}
 */
public record CompanionFiles(
    Optional<byte[]> tokenizerJson, Optional<byte[]> generationConfigJson) {
  public CompanionFiles {
    requireNonNull(tokenizerJson, "tokenizerJson is null");
    requireNonNull(generationConfigJson, "generationConfigJson is null");
  }

  /** A tokenizer alone. */
  public static CompanionFiles of(byte[] tokenizerJson) {
    return new CompanionFiles(Optional.of(tokenizerJson), Optional.empty());
  }

  /** Those of the model inside this library's jar. */
  public static CompanionFiles ofEmbedded() throws IOException {
    return new CompanionFiles(
        EmbeddedModel.file(SourcedCheckpoint.TOKENIZER),
        EmbeddedModel.file(GenerationConfig.FILE_NAME));
  }

  /** A tokenizer, and what a model directory says of the choice of tokens. */
  public static CompanionFiles of(byte[] tokenizerJson, Path directory) throws IOException {
    return new CompanionFiles(Optional.of(tokenizerJson), GenerationConfig.bytes(directory));
  }
}
