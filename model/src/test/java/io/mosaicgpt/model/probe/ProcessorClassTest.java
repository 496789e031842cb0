package io.mosaicgpt.model.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorClassTest {
  /** What real processors have in /proc/cpuinfo, without the flags that say nothing here. */
  private enum Line {
    IVY_BRIDGE("sse2 ssse3 sse4_1 sse4_2 popcnt avx f16c"),
    HASWELL("sse2 ssse3 fma sse4_1 sse4_2 avx f16c bmi1 avx2 bmi2"),
    ZEN_3("sse2 ssse3 fma sse4_1 sse4_2 avx f16c sse4a bmi1 avx2 bmi2 vaes vpclmulqdq"),
    ALDER_LAKE("sse2 ssse3 fma sse4_1 sse4_2 avx f16c bmi1 avx2 bmi2 avx_vnni gfni vaes"),
    KNIGHTS_LANDING("sse2 fma avx f16c avx2 bmi2 avx512f avx512pf avx512er avx512cd"),
    SKYLAKE_X("sse2 fma avx f16c avx2 avx512f avx512dq avx512cd avx512bw avx512vl"),
    CASCADE_LAKE("sse2 fma avx f16c avx2 avx512f avx512dq avx512cd avx512bw avx512vl avx512_vnni"),
    ZEN_4(
        "sse2 fma avx f16c avx2 avx512f avx512dq avx512ifma avx512cd avx512bw avx512vl"
            + " avx512_bf16 avx512vbmi avx512_vbmi2 gfni vaes avx512_vnni avx512_bitalg"),
    ZEN_5(
        "sse2 fma avx f16c avx2 avx512f avx512dq avx512ifma avx512cd avx512bw avx512vl avx_vnni"
            + " avx512_bf16 avx512vbmi avx512_vbmi2 gfni vaes avx512_vnni avx512_vp2intersect"),
    SAPPHIRE_RAPIDS(
        "sse2 fma avx f16c avx2 avx512f avx512dq avx512ifma avx512cd avx512bw avx512vl avx_vnni"
            + " avx512_bf16 avx512vbmi avx512_vbmi2 gfni vaes avx512_vnni amx_bf16 avx512_fp16"
            + " amx_tile amx_int8");

    private final String flags;

    Line(String flags) {
      this.flags = flags;
    }

    Set<String> flags() {
      return Set.of(flags.split(" ", -1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "IVY_BRIDGE, less than AVX2",
    "HASWELL, AVX2",
    "ZEN_3, AVX2",
    "ALDER_LAKE, AVX2 with VNNI",
    "KNIGHTS_LANDING, AVX2",
    "SKYLAKE_X, AVX-512",
    "CASCADE_LAKE, AVX-512 with VNNI",
    "ZEN_4, AVX-512 with bfloat16",
    "ZEN_5, AVX-512 with bfloat16",
    "SAPPHIRE_RAPIDS, AMX",
  })
  void aProcessorHasTheClassThatItsFlagsSay(Line line, String name) {
    assertThat(ProcessorClass.of(line.flags())).hasToString(name);
  }

  @Test
  void tilesCountWithEitherTypeAndNotByThemselves() {
    Set<String> flags = new HashSet<>(Line.SAPPHIRE_RAPIDS.flags());
    flags.remove("amx_int8");
    assertThat(ProcessorClass.of(flags)).isEqualTo(ProcessorClass.AMX);

    flags.remove("amx_bf16");
    assertThat(ProcessorClass.of(flags)).isEqualTo(ProcessorClass.AVX512_BFLOAT16);
  }
}
