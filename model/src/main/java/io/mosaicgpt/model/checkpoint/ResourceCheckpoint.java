package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A small model among resources, with the files of a model directory. A file within a jar cannot be
 * read from any position, so the weights are held in memory while this is open.
 */
final class ResourceCheckpoint extends SourcedCheckpoint {
  private final ResourceFolder folder;
  private final WeightFiles weights;
  private final Calibration calibration;
  private final GenerationConfig generationConfig;

  private ResourceCheckpoint(ResourceFolder folder, ModelPreset preset, WeightFiles weights)
      throws IOException {
    super(
        preset.config(),
        preset.json(),
        new LayoutCheck(Path.of(folder.path()), weights).tensors(preset.config()));
    this.folder = requireNonNull(folder, "folder is null");
    this.weights = requireNonNull(weights, "weights is null");
    this.calibration = Calibration.read(folder);
    this.generationConfig = GenerationConfig.read(folder);
  }

  /** Reads {@code model.safetensors} and checks it against the configuration. */
  static ResourceCheckpoint open(ResourceFolder folder, ModelPreset preset) throws IOException {
    WeightFile file =
        WeightFile.ofSafetensors(
            folder.place(WeightFiles.SAFETENSORS), folder.require(WeightFiles.SAFETENSORS));
    return new ResourceCheckpoint(folder, preset, WeightFiles.of(file));
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
    return folder.find(GenerationConfig.FILE_NAME);
  }

  @Override
  Optional<byte[]> tokenizerJson() throws IOException {
    return folder.find(TOKENIZER);
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
