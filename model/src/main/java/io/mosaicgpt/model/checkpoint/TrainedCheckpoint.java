package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A configuration with weights that somebody else holds. */
final class TrainedCheckpoint extends SourcedCheckpoint {
  private static final String NAME = "_name_or_path";

  private final CompanionFiles files;
  private final TensorSource weights;

  TrainedCheckpoint(ModelPreset preset, CompanionFiles files, WeightType type, TensorSource weights)
      throws IOException {
    super(preset.config(), configJson(preset, type), infos(preset.config(), type));
    this.files = requireNonNull(files, "files is null");
    this.weights = requireNonNull(weights, "weights is null");
  }

  /**
   * The preset's keys, with the type that the weights are in. Where only the name of the first
   * weights' directory said that they were tuned on Dolly's prompt, it is written down.
   */
  private static byte[] configJson(ModelPreset preset, WeightType type) throws IOException {
    ObjectNode json = StrictJson.parseObject(Path.of(ModelConfigReader.FILE_NAME), preset.json());
    ModelConfig config = preset.config();
    if (config.dolly() && !ModelNames.isDolly(json.path(NAME).asText(""))) {
      json.put(NAME, config.name());
    }
    json.put("torch_dtype", type.name().toLowerCase(Locale.ROOT));
    return StrictJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  private static List<TensorInfo> infos(ModelConfig config, WeightType type) {
    return ModelLayout.of(config).stream().map(entry -> entry.stored(type)).toList();
  }

  @Override
  Optional<byte[]> tokenizerJson() {
    return files.tokenizerJson();
  }

  @Override
  Optional<byte[]> generationConfigJson() {
    return files.generationConfigJson();
  }

  @Override
  public void read(TensorInfo tensor, long skip, ByteBuffer destination) throws IOException {
    weights.read(tensor, skip, destination);
  }

  @Override
  public void close() {
    // The weights belong to whoever gave them.
  }
}
