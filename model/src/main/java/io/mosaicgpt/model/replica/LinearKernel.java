package io.mosaicgpt.model.replica;

import java.util.Set;

/**
 * Who computes a model's linears, and in which arithmetic. On a CPU that follows from what its
 * instruction set offers and from nothing that is measured, so a restart on the same type of
 * processor computes the same bits.
 */
public enum LinearKernel {
  /** oneDNN, float32. */
  ONEDNN_FLOAT32("oneDNN, float32"),
  /** oneDNN, products of bfloat16, sums in float32; where the processor multiplies bfloat16. */
  ONEDNN_BFLOAT16("oneDNN, bfloat16"),
  /** FBGEMM, the bfloat16 weights held exactly in float16, products and sums in float32. */
  FBGEMM_BFLOAT16("FBGEMM, bfloat16 weights, float32 arithmetic"),
  /** oneDNN, whole numbers; where the processor adds products of int8 in 32 bits (VNNI). */
  ONEDNN_INT8("oneDNN, int8, sums in 32 bits"),
  /** FBGEMM, whole numbers, with weights whose pairs of products fit 16 bits. */
  FBGEMM_INT8("FBGEMM, int8, pairs in 16 bits"),
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
  static LinearKernel onCpu(ElementType type) {
    return switch (type) {
      case FLOAT32 -> PyTorch.hasOneDnn() ? ONEDNN_FLOAT32 : PORTABLE;
      case BFLOAT16 -> bfloat16();
      case INT8 -> Asked.INT8_EXACT ? ONEDNN_INT8 : FBGEMM_INT8;
    };
  }

  private static LinearKernel bfloat16() {
    if (!PyTorch.hasOneDnn()) {
      return PORTABLE;
    }
    if (Asked.BFLOAT16) {
      return ONEDNN_BFLOAT16;
    }
    if (!hasBfloat16()) {
      throw new IllegalArgumentException(
          "dtype bfloat16 needs a CPU with bfloat16 instructions, or an x86 CPU: use float32 on"
              + " this one");
    }
    return FBGEMM_BFLOAT16;
  }

  /** Whether this machine's CPU can serve bfloat16: every x86 CPU can. */
  static boolean hasBfloat16() {
    return isX86() || !PyTorch.hasOneDnn() || Asked.BFLOAT16;
  }

  /** Whether this machine has an x86 CPU with 64 bits. */
  static boolean isX86() {
    return Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
  }

  /** Library and arithmetic, in a few words. */
  @Override
  public String toString() {
    return label;
  }

  /** What oneDNN says of this processor. Asked once, since nothing can change it. */
  private static final class Asked {
    static final boolean BFLOAT16 = ask(ONEDNN_BFLOAT16, "has_bfloat16");
    static final boolean INT8_EXACT = ask(ONEDNN_INT8, "has_exact_sums");

    private static boolean ask(LinearKernel kernel, String method) {
      try (ScriptModule module =
          new ScriptModule(ModuleSource.CLASS_NAME, ModuleSource.of(kernel).text(), 1)) {
        return module.truth(method);
      }
    }
  }
}
