package io.mosaicgpt.model.replica;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a replica holds its weights and computes its linears. */
public enum ElementType {
  /** Weights, activations and KV cache in float32. */
  FLOAT32(ScalarType.FLOAT32, ScalarType.FLOAT32),
  /** Weights and KV cache in bfloat16; residual stream, layer norms and softmax in float32. */
  BFLOAT16(ScalarType.BFLOAT16, ScalarType.BFLOAT16),
  /**
   * Linears in int8, with one scale per row of the weights and one per token; embedding and KV
   * cache in bfloat16. Needs an x86 CPU with AVX2.
   */
  INT8(ScalarType.FLOAT32, ScalarType.BFLOAT16);

  private final int compute;
  private final int storage;

  ElementType(int compute, int storage) {
    this.compute = compute;
    this.storage = storage;
  }

  /** PyTorch's number of the type that linears take and give. */
  int compute() {
    return compute;
  }

  /** PyTorch's number of the type of embedding and KV cache. */
  int storage() {
    return storage;
  }

  /** Size of one number of the KV cache. */
  int kvBytes() {
    return storage == ScalarType.FLOAT32 ? Float.BYTES : Short.BYTES;
  }

  /**
   * The type of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ElementType parse(String name) {
    return Arrays.stream(values())
        .filter(type -> type.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "dtype is \"%s\", but must be one of %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(ElementType::toString)
                                .collect(Collectors.joining(", ")))));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
