package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A model directory whose weights match its configuration. */
final class DirectoryCheckpoint extends SourcedCheckpoint {
  private final Path directory;
  private final WeightFiles weights;
  private final Calibration calibration;
  private final GenerationConfig generationConfig;

  private DirectoryCheckpoint(
      Path directory, ModelConfig config, byte[] configJson, WeightFiles weights)
      throws IOException {
    super(config, configJson, new LayoutCheck(directory, weights).tensors(config));
    this.directory = requireNonNull(directory, "directory is null");
    this.weights = requireNonNull(weights, "weights is null");
    this.calibration = Calibration.read(directory);
    this.generationConfig = GenerationConfig.read(directory);
  }

  /** Opens configuration and weights and checks one against the other. */
  static DirectoryCheckpoint open(Path directory) throws IOException {
    ModelConfig config = ModelConfigReader.read(directory);
    byte[] json = Files.readAllBytes(directory.resolve(ModelConfigReader.FILE_NAME));
    WeightFiles weights = WeightFiles.open(directory);
    try {
      return new DirectoryCheckpoint(directory, config, json, weights);
    } catch (IOException | RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  @Override
  public Calibration calibration() {
    return calibration;
  }

  @Override
  public GenerationConfig generationConfig() {
    return generationConfig;
  }

  @Override
  Optional<byte[]> generationConfigJson() throws IOException {
    return GenerationConfig.bytes(directory);
  }

  @Override
  Optional<byte[]> tokenizerJson() throws IOException {
    Path file = directory.resolve(TOKENIZER);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    StrictJson.requireSize(file, MAX_TOKENIZER_BYTES);
    return Optional.of(Files.readAllBytes(file));
  }

  @Override
  public void read(TensorInfo tensor, long skip, ByteBuffer destination) throws IOException {
    weights.places().get(tensor.name()).read(skip, destination);
  }

  @Override
  public void close() throws IOException {
    weights.close();
  }
}
