package io.mosaicgpt.model.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On files such as Linux has in /proc/cpuinfo. */
class ProcessorTest {
  private static final String ZEN_4 =
      """
      processor\t: 0
      model name\t: AMD EPYC 9R14
      flags\t\t: fpu avx2 avx512f avx512dq avx512bw avx512vl avx512_bf16 avx512_vnni
      bugs\t\t: sysret_ss_attrs
      """;

  @TempDir private Path directory;

  private Processor processor(String cpuInfo, Map<String, String> environment) throws IOException {
    return Processor.read(Files.writeString(directory.resolve("cpuinfo"), cpuInfo), environment);
  }

  @Test
  void theClassIsReadFromTheLineOfFlags() throws IOException {
    assertThat(processor(ZEN_4, Map.of())).hasToString("AVX-512 with bfloat16");
    assertThat(processor("flags\t: fpu avx2\n", Map.of())).hasToString("AVX2");
    assertThat(processor("flags\t:\n", Map.of())).hasToString("less than AVX2");
  }

  @Test
  void whatLimitsItsUseIsSaid() throws IOException {
    Map<String, String> limits =
        Map.of("ATEN_CPU_CAPABILITY", "avx2", "ONEDNN_MAX_CPU_ISA", "AVX2", "HOME", "/root");

    assertThat(processor(ZEN_4, limits))
        .hasToString(
            "AVX-512 with bfloat16, with ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2");
    assertThat(processor(ZEN_4, Map.of("ONEDNN_MAX_CPU_ISA", "")))
        .hasToString("AVX-512 with bfloat16");
  }

  @Test
  void withoutFlagsTheArchitectureIsAllThatIsKnown() throws IOException {
    Processor arm = processor("Features\t: fp asimd bf16\n", Map.of());
    Processor other = Processor.read(directory.resolve("none"), Map.of());

    assertThat(arm).isEqualTo(new Processor(Optional.empty(), List.of())).isEqualTo(other);
    assertThat(arm).hasToString(System.getProperty("os.arch"));
  }
}
