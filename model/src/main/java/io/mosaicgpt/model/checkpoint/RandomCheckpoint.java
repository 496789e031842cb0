package io.mosaicgpt.model.checkpoint;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A float32 model with random weights that are computed as they are read. */
final class RandomCheckpoint extends SourcedCheckpoint {
  private final Map<String, RandomTensor> values = new HashMap<>();

  RandomCheckpoint(ModelPreset preset, long seed) {
    super(preset.config(), preset.json(), infos(preset.config()));
    for (ModelLayout.Entry entry : ModelLayout.of(preset.config())) {
      values.put(entry.name(), RandomTensor.of(entry, preset.config().nLayers(), seed));
    }
  }

  private static List<TensorInfo> infos(ModelConfig config) {
    return ModelLayout.of(config).stream().map(entry -> entry.stored(WeightType.FLOAT32)).toList();
  }

  @Override
  Optional<byte[]> tokenizerJson() {
    return Optional.empty();
  }

  @Override
  public void read(TensorInfo tensor, long skip, ByteBuffer destination) {
    values.get(tensor.name()).fill(skip / Float.BYTES, destination);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
