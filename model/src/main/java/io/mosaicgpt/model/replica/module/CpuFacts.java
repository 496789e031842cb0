package io.mosaicgpt.model.replica.module;

import io.mosaicgpt.model.forward.EngineFailure;

/**
 * What decides who computes linears on the CPU: the same each time on one type of processor.
 *
 * @param oneDnn whether this build of PyTorch has oneDNN
 * @param bfloat16 whether oneDNN computes in bfloat16 here; on x86 that takes AVX-512 or
 *     AVX-NE-CONVERT
 * @param exactInt8 whether oneDNN adds the largest products of int8 right, which takes VNNI
 * @param fbgemm whether FBGEMM computes here, which takes AVX2
 * @param bothExactInt8 whether oneDNN and FBGEMM both add the largest products of int8 right, which
 *     takes AVX-512 with VNNI
 */
public record CpuFacts(
    boolean oneDnn, boolean bfloat16, boolean exactInt8, boolean fbgemm, boolean bothExactInt8) {
  private static CpuFacts known;

  /**
   * This machine's. Takes some milliseconds for the first time. PyTorch must have been started.
   *
   * @throws EngineFailure when PyTorch fails; the next call then asks again
   */
  public static synchronized CpuFacts ofThisMachine() {
    if (known == null) {
      boolean x86 = PyTorch.isX86();
      boolean oneDnn = PyTorch.hasOneDnn();
      boolean exactInt8 = x86 && oneDnn && ask(LinearKernel.ONEDNN_INT8, "has_exact_sums");
      boolean fbgemm = x86 && hasFbgemm();
      known =
          new CpuFacts(
              oneDnn,
              oneDnn && ask(LinearKernel.ONEDNN_BFLOAT16, "has_bfloat16"),
              exactInt8,
              fbgemm,
              exactInt8 && fbgemm && ask(LinearKernel.INT8_BY_ROWS, "has_exact_sums"));
    }
    return known;
  }

  /** There is no operator that tells, so it is tried. */
  private static boolean hasFbgemm() {
    try {
      return ask(LinearKernel.FBGEMM_INT8, "has_exact_sums");
    } catch (EngineFailure e) {
      return false;
    }
  }

  private static boolean ask(LinearKernel kernel, String method) {
    try (ScriptModule module =
        new ScriptModule(ModuleSource.CLASS_NAME, ModuleSource.of(kernel).text(), 1)) {
      return module.truth(method);
    }
  }
}
