package io.mosaicgpt.model.replica.module;

import io.mosaicgpt.model.forward.ElementType;
import java.util.Optional;

/**
 * Who computes a model's linears, and in which arithmetic. On a CPU that follows from what its
 * instruction set offers and from nothing that is measured, so a restart on the same type of
 * processor computes the same bits.
 */
public enum LinearKernel {
  /** oneDNN, float32. */
  ONEDNN_FLOAT32("oneDNN, float32"),
  /** oneDNN, products of bfloat16, sums in float32. */
  ONEDNN_BFLOAT16("oneDNN, bfloat16"),
  /** FBGEMM, the bfloat16 weights held in float16, products and sums in float32. */
  FBGEMM_BFLOAT16("FBGEMM, bfloat16 weights, float32 arithmetic"),
  /** oneDNN, whole numbers, products added in 32 bits. */
  ONEDNN_INT8("oneDNN, int8"),
  /** FBGEMM for up to eight rows and oneDNN for more, whole numbers, added in 32 bits by both. */
  INT8_BY_ROWS("oneDNN, int8; FBGEMM for up to 8 rows"),
  /** FBGEMM, whole numbers, with weights whose pairs of products fit 16 bits. */
  FBGEMM_INT8("FBGEMM, int8 without VNNI"),
  /** PyTorch's own choice, on any device. */
  PORTABLE("torch.linear");

  private final String label;

  LinearKernel(String label) {
    this.label = label;
  }

  /**
   * That of a type on this machine's CPU. PyTorch must have been started.
   *
   * @throws IllegalArgumentException when the CPU cannot serve that type
   */
  public static LinearKernel onCpu(ElementType type) {
    return choose(type, CpuFacts.ofThisMachine())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "dtype %s needs an x86 CPU with AVX2%s: use float32 on this one"
                        .formatted(
                            type,
                            type == ElementType.BFLOAT16 ? ", or bfloat16 instructions" : "")));
  }

  /** That of a type on a CPU; empty if it cannot serve that type. */
  public static Optional<LinearKernel> choose(ElementType type, CpuFacts cpu) {
    return switch (type) {
      case FLOAT32 -> Optional.of(cpu.oneDnn() ? ONEDNN_FLOAT32 : PORTABLE);
      case BFLOAT16 -> bfloat16(cpu);
      case INT8 -> int8(cpu);
    };
  }

  private static Optional<LinearKernel> bfloat16(CpuFacts cpu) {
    if (cpu.bfloat16()) {
      return Optional.of(ONEDNN_BFLOAT16);
    }
    if (cpu.fbgemm()) {
      return Optional.of(FBGEMM_BFLOAT16);
    }
    return cpu.oneDnn() ? Optional.empty() : Optional.of(PORTABLE);
  }

  private static Optional<LinearKernel> int8(CpuFacts cpu) {
    if (cpu.bothExactInt8()) {
      return Optional.of(INT8_BY_ROWS);
    }
    if (cpu.exactInt8()) {
      return Optional.of(ONEDNN_INT8);
    }
    return cpu.fbgemm() ? Optional.of(FBGEMM_INT8) : Optional.empty();
  }

  /** Library and arithmetic, in a few words. */
  @Override
  public String toString() {
    return label;
  }
}
