package io.mosaicgpt.model.probe;

import io.mosaicgpt.model.replica.module.LinearKernel;
import java.util.List;
import java.util.Set;

/**
 * Processors of x86-64 by what speeds the engine's kernels, the least first. This only gives them
 * names: which kernel is taken is up to {@link LinearKernel}.
 */
public enum ProcessorClass {
  /** No AVX2. */
  WITHOUT_AVX2("less than AVX2"),
  /** AVX2, and neither of the next two. */
  AVX2("AVX2"),
  /** Adds products of int8 in 32 bits, in AVX2's registers. */
  AVX2_VNNI("AVX2 with VNNI"),
  /** AVX-512 with its parts F, BW, DQ and VL. */
  AVX512("AVX-512"),
  /** Adds products of int8 in 32 bits. */
  AVX512_VNNI("AVX-512 with VNNI"),
  /** Multiplies bfloat16 too. */
  AVX512_BFLOAT16("AVX-512 with bfloat16"),
  /** Multiplies tiles, of int8 or bfloat16. */
  AMX("AMX");

  private static final List<String> AVX512_PARTS =
      List.of("avx512f", "avx512bw", "avx512dq", "avx512vl");

  private final String label;

  ProcessorClass(String label) {
    this.label = label;
  }

  /**
   * That of a processor.
   *
   * @param flags as Linux lists them in /proc/cpuinfo
   */
  public static ProcessorClass of(Set<String> flags) {
    if (!flags.contains("avx2")) {
      return WITHOUT_AVX2;
    }
    if (!flags.containsAll(AVX512_PARTS)) {
      return flags.contains("avx_vnni") ? AVX2_VNNI : AVX2;
    }
    if (!flags.contains("avx512_vnni")) {
      return AVX512;
    }
    if (!flags.contains("avx512_bf16")) {
      return AVX512_VNNI;
    }
    boolean tiles = flags.contains("amx_int8") || flags.contains("amx_bf16");
    return tiles && flags.contains("amx_tile") ? AMX : AVX512_BFLOAT16;
  }

  /** As its makers write it. */
  @Override
  public String toString() {
    return label;
  }
}
