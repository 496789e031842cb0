package io.mosaicgpt.model.training.run;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.CompanionFiles;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ModelConfigReader;
import io.mosaicgpt.model.checkpoint.ModelPreset;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import io.mosaicgpt.model.tokenizer.HuggingFaceJsonTokenizer;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The model that a run begins with: first weights, configuration and tokenizer. */
public final class StartingPoint implements AutoCloseable {
  private final String name;
  private final Checkpoint weights;
  private final ModelPreset preset;
  private final boolean trained;
  private final CompanionFiles files;
  private final Tokenizer tokenizer;

  private StartingPoint(
      String name,
      Checkpoint weights,
      ModelPreset preset,
      boolean trained,
      CompanionFiles files,
      Tokenizer tokenizer) {
    this.name = requireNonNull(name, "name is null");
    this.weights = requireNonNull(weights, "weights is null");
    this.preset = requireNonNull(preset, "preset is null");
    this.trained = trained;
    this.files = requireNonNull(files, "files is null");
    this.tokenizer = requireNonNull(tokenizer, "tokenizer is null");
  }

  /**
   * A model directory.
   *
   * @param tokenizer a file, in the place of the directory's own
   * @throws CheckpointException when it cannot be used
   */
  public static StartingPoint ofModel(Path directory, Path tokenizer) throws IOException {
    Checkpoint weights = Checkpoints.open(directory);
    try {
      ModelPreset preset =
          ModelPreset.of(
              directory.resolve(ModelConfigReader.FILE_NAME).toAbsolutePath().toString());
      CompanionFiles files = CompanionFiles.of(tokenizerJson(tokenizer), directory);
      return of(directory.toString(), weights, preset, true, files, tokenizer.toString());
    } catch (IOException | RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /**
   * A configuration with random weights.
   *
   * @param name of the configuration, for people
   * @param tokenizer a file
   * @throws CheckpointException when it cannot be used, or has more ids than the configuration
   */
  public static StartingPoint random(String name, ModelPreset preset, long seed, Path tokenizer)
      throws IOException {
    CompanionFiles files = CompanionFiles.of(tokenizerJson(tokenizer));
    return of(name, Checkpoints.random(preset, seed), preset, false, files, tokenizer.toString());
  }

  /** The model inside this library's jar. */
  public static StartingPoint embedded() throws IOException {
    Checkpoint weights = Checkpoints.embedded();
    try {
      ModelPreset preset = ModelPreset.embedded();
      String name = preset.config().name();
      return of(name, weights, preset, true, CompanionFiles.ofEmbedded(), name);
    } catch (IOException | RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private static StartingPoint of(
      String name,
      Checkpoint weights,
      ModelPreset preset,
      boolean trained,
      CompanionFiles files,
      String tokenizerName)
      throws IOException {
    Tokenizer tokenizer;
    try (InputStream in = new ByteArrayInputStream(files.tokenizerJson().orElseThrow())) {
      tokenizer = HuggingFaceJsonTokenizer.open(tokenizerName, in);
    }
    ModelConfig config = preset.config();
    if (tokenizer.size() > config.usableVocabSize()) {
      tokenizer.close();
      throw new CheckpointException(
          ("The tokenizer %s has %d ids, but the vocab_size of %s has room for %d; train a smaller"
                  + " one, or give a configuration with a vocab_size of at least %d.")
              .formatted(
                  tokenizerName,
                  tokenizer.size(),
                  name,
                  config.usableVocabSize(),
                  tokenizer.size()));
    }
    return new StartingPoint(name, weights, preset, trained, files, tokenizer);
  }

  private static byte[] tokenizerJson(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          "There is no tokenizer %s; give a tokenizer.json, or train one with 'tokenizer train'."
              .formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(Checkpoint.MAX_TOKENIZER_BYTES + 1);
    }
  }

  /** Directory or name of the configuration. */
  public String name() {
    return name;
  }

  /** Whether its weights were trained before. */
  public boolean trained() {
    return trained;
  }

  /** Its configuration. */
  public ModelConfig config() {
    return preset.config();
  }

  /** How many numbers its weights are. */
  public long parameters() {
    return weights.tensors().stream().mapToLong(TensorInfo::elements).sum();
  }

  /** Its configuration, as it is written down. */
  public ModelPreset preset() {
    return preset;
  }

  /** Its tokenizer, until this is closed. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Identifies it, as {@code Checkpoint.hash} does. */
  public String hash() {
    return weights.hash();
  }

  /** What lies beside its weights, and goes on to the model that is made of it. */
  CompanionFiles files() {
    return files;
  }

  Checkpoint weights() {
    return weights;
  }

  @Override
  public void close() throws IOException {
    tokenizer.close();
    weights.close();
  }
}
