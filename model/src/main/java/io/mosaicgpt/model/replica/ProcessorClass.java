package io.mosaicgpt.model.replica;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

  /**
   * What oneDNN uses of a processor.
   *
   * @param flags as Linux lists them in /proc/cpuinfo
   * @param limit value of oneDNN's variable ONEDNN_MAX_CPU_ISA; what oneDNN does not know, and the
   *     empty text, limits nothing
   */
  public static ProcessorClass limited(Set<String> flags, String limit) {
    requireNonNull(limit, "limit is null");
    Set<String> left = new HashSet<>(flags);
    left.removeAll(hidden(limit.toLowerCase(Locale.ROOT)));
    return of(left);
  }

  /** Instruction sets of oneDNN are no ladder: most with AVX-512 leave AVX2's VNNI out. */
  private static Set<String> hidden(String limit) {
    return switch (limit) {
      case "sse41", "avx" -> Set.of("avx2");
      case "avx2" -> Set.of("avx512f", "avx_vnni");
      case "avx2_vnni", "avx2_vnni_2" -> Set.of("avx512f");
      case "avx512_core" -> Set.of("avx512_vnni", "avx_vnni");
      case "avx512_core_vnni" -> Set.of("avx512_bf16", "avx_vnni");
      case "avx512_core_bf16" -> Set.of("amx_tile", "avx_vnni");
      case "avx512_core_fp16", "avx10_1_512" -> Set.of("amx_tile");
      default -> Set.of();
    };
  }

  /** As its makers write it. */
  @Override
  public String toString() {
    return label;
  }
}
