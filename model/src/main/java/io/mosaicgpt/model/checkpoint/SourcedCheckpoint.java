package io.mosaicgpt.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A checkpoint whose tensors can be read in pieces, and which knows its {@code config.json}. */
abstract class SourcedCheckpoint implements Checkpoint, TensorSource {
  static final String TOKENIZER = "tokenizer.json";

  private final ModelConfig config;
  private final byte[] configJson;
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private String hash;

  SourcedCheckpoint(ModelConfig config, byte[] configJson, List<TensorInfo> tensors) {
    this.config = requireNonNull(config, "config is null");
    this.configJson = configJson.clone();
    tensors.forEach(tensor -> this.tensors.put(tensor.name(), tensor));
  }

  /** The bytes of {@code tokenizer.json}, if there is one. */
  abstract Optional<byte[]> tokenizerJson() throws IOException;

  /** The bytes of {@code generation_config.json}, if there is one. */
  Optional<byte[]> generationConfigJson() throws IOException {
    return Optional.empty();
  }

  final byte[] configJson() {
    return configJson.clone();
  }

  @Override
  public final ModelConfig config() {
    return config;
  }

  @Override
  public final Collection<TensorInfo> tensors() {
    return List.copyOf(tensors.values());
  }

  @Override
  public final String hash() {
    if (hash == null) {
      try {
        hash = ContentHash.of(configJson, tokenizerJson(), tensors.values(), this);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the model " + config.name(), e);
      }
    }
    return hash;
  }

  @Override
  public final void read(TensorInfo tensor, ByteBuffer destination) throws IOException {
    if (!tensor.equals(tensors.get(tensor.name()))) {
      throw new IllegalArgumentException("not a tensor of this checkpoint: " + tensor);
    }
    int size = Math.toIntExact(tensor.byteSize());
    if (destination.remaining() < size) {
      throw new IllegalArgumentException(
          "%s takes %d bytes, the destination has room for %d"
              .formatted(tensor.name(), size, destination.remaining()));
    }
    int end = destination.position() + size;
    read(tensor, 0, destination.duplicate().limit(end));
    destination.position(end);
  }
}
