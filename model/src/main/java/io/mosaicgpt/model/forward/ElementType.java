package io.mosaicgpt.model.forward;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a replica holds its weights and computes its linears. */
public enum ElementType {
  /** Weights, activations and KV cache in float32. */
  FLOAT32(Float.BYTES),
  /** Weights and KV cache in bfloat16; residual stream, layer norms and softmax in float32. */
  BFLOAT16(Short.BYTES),
  /**
   * Linears in int8, with one scale per row of the weights and one per token; embedding and KV
   * cache in bfloat16. Needs an x86 CPU with AVX2. One with AVX-512 and VNNI holds the linears
   * twice.
   */
  INT8(Short.BYTES);

  private final int kvBytes;

  ElementType(int kvBytes) {
    this.kvBytes = kvBytes;
  }

  /** Size of one number of the embedding and of the KV cache. */
  public int kvBytes() {
    return kvBytes;
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
