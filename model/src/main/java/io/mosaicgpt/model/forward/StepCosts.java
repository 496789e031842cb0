package io.mosaicgpt.model.forward;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.ModelConfig;

/**
 * What a step cannot do without, from which follows how fast a machine could be at best: a step of
 * one token reads every weight and the whole KV of its sequence, and every token of a prompt takes
 * its multiplications.
 *
 * @param config the model
 * @param type how its weights are held
 */
public record StepCosts(ModelConfig config, ElementType type) {
  public StepCosts {
    requireNonNull(config, "config is null");
    requireNonNull(type, "type is null");
  }

  /** Weights of one block's linears. */
  public long blockWeights() {
    long d = config.dModel();
    return 4 * d * d + 2 * d * config.mlpHidden();
  }

  /**
   * Bytes of weights that a step reads which gives logits: all linears, and the embedding as head.
   */
  public long weightBytes() {
    long head = (long) config.vocabSize() * config.dModel();
    return (config.nLayers() * blockWeights() + head) * bytesPerWeight();
  }

  /** Bytes of KV cache per position, as {@link ForwardModel#bytesPerPosition} says. */
  public long kvBytesPerPosition() {
    return 2L * config.nLayers() * config.dModel() * type.kvBytes();
  }

  /**
   * Bytes that a loaded model takes: what steps read, and the embedding once more to look up. In
   * int8 a processor with AVX-512 and VNNI holds linears and head twice, for few rows and for many;
   * others get as much room.
   */
  public long heldBytes() {
    int copies = type == ElementType.INT8 ? 2 : 1;
    return copies * weightBytes() + (long) config.vocabSize() * config.dModel() * type.kvBytes();
  }

  /** Floating point operations in the linears per token of a prompt, the head left out. */
  public double prefillFlops() {
    return 2.0 * config.nLayers() * blockWeights();
  }

  private int bytesPerWeight() {
    return switch (type) {
      case FLOAT32 -> Float.BYTES;
      case BFLOAT16 -> Short.BYTES;
      case INT8 -> Byte.BYTES;
    };
  }
}
