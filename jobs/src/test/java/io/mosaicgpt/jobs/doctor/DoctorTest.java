package io.mosaicgpt.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.replica.ElementType;
import io.mosaicgpt.model.replica.LinearKernel;
import io.mosaicgpt.model.replica.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {
  @Test
  void oneFailureMakesTheMachineUnfitAndWarningsDoNot() {
    Finding ok = Finding.ok("a", "fine");
    Finding warn = Finding.warn("b", "so so", "do x");
    Finding fail = Finding.fail("c", "broken", "do y");
    List<Finding> told = new ArrayList<>();

    assertThat(new Doctor(List.of(() -> List.of(ok, warn))).look(told::add)).isTrue();
    assertThat(new Doctor(List.of(() -> List.of(ok), () -> List.of(fail))).look(told::add))
        .isFalse();
    assertThat(told).containsExactly(ok, warn, ok, fail);
  }

  @Test
  void anotherJavaThanTheTestedOneFails() {
    assertThat(new JavaCheck(21, "/jdk").look().get(0).status()).isEqualTo(Finding.Status.FAIL);
    assertThat(new JavaCheck(17, "/jdk").look().get(0).status()).isEqualTo(Finding.Status.OK);
  }

  @Test
  void theProcessorsInstructionsAreReadFromItsFlags(@TempDir Path directory) throws IOException {
    Path large =
        Files.writeString(
            directory.resolve("large"),
            "model name\t: X\nflags\t\t: fpu avx2 avx512f avx512dq avx512bw avx512vl avx512_bf16"
                + " avx512_vnni amx_bf16 amx_tile amx_int8\n");
    Path zen3 = Files.writeString(directory.resolve("zen3"), "flags\t: fpu avx2\n");
    Path old = Files.writeString(directory.resolve("old"), "flags\t: fpu avx\n");

    assertThat(instructions(large)).isEqualTo(Finding.ok("instructions", "AMX"));
    assertThat(instructions(zen3)).isEqualTo(Finding.ok("instructions", "AVX2"));
    assertThat(instructions(old).status()).isEqualTo(Finding.Status.WARN);
    assertThat(instructions(directory.resolve("none")))
        .isEqualTo(
            Finding.ok(
                "instructions",
                "not known for %s on this system".formatted(System.getProperty("os.arch"))));
  }

  private static Finding instructions(Path cpuInfo) {
    return new ProcessorCheck(Processor.read(cpuInfo, Map.of()), Runtime.getRuntime())
        .look()
        .get(1);
  }

  @ParameterizedTest
  @CsvSource({
    "OMP_WAIT_POLICY, ACTIVE, WARN",
    "OMP_WAIT_POLICY, passive, OK",
    "GOMP_SPINCOUNT, 1000, OK",
    "GOMP_SPINCOUNT, 300000, WARN",
    "GOMP_SPINCOUNT, 30m, WARN",
    "GOMP_SPINCOUNT, infinity, WARN",
    "OMP_NUM_THREADS, 2, OK"
  })
  void threadsThatSpinForLongAreWarnedOf(String variable, String value, Finding.Status status) {
    Finding finding = new OpenMpCheck(Map.of(variable, value)).look().get(0);

    assertThat(finding.status()).isEqualTo(status);
  }

  @Test
  void theKernelOfATypeIsNamedAndATypeThatTheProcessorCannotServeIsWarnedOf() {
    assertThat(EngineCheck.kernel(ElementType.BFLOAT16, () -> LinearKernel.FBGEMM_BFLOAT16))
        .isEqualTo(Finding.ok("kernel, bfloat16", LinearKernel.FBGEMM_BFLOAT16.toString()));
    assertThat(
            EngineCheck.kernel(
                ElementType.INT8,
                () -> {
                  throw new IllegalArgumentException("dtype int8 needs another: take bfloat16");
                }))
        .isEqualTo(Finding.warn("kernel, int8", "dtype int8 needs another: take bfloat16", ""));
  }

  @Test
  void memoryFailsBelowTheSmallModelAndWarnsBelowThePublishedOne() {
    assertThat(MemoryCheck.finding(1_000_000_000L, 4_000_000_000L).status())
        .isEqualTo(Finding.Status.FAIL);
    assertThat(MemoryCheck.finding(4_000_000_000L, 8_000_000_000L).status())
        .isEqualTo(Finding.Status.WARN);
    assertThat(MemoryCheck.finding(16_000_000_000L, 24_000_000_000L))
        .isEqualTo(Finding.ok("memory", "16.0 GB available of 24.0 GB"));
  }

  @Test
  void aFindingIsFourKeysOfJson() throws Exception {
    assertThat(new ObjectMapper().writeValueAsString(Finding.warn("b", "so so", "do x")))
        .isEqualTo("{\"name\":\"b\",\"status\":\"warn\",\"detail\":\"so so\",\"remedy\":\"do x\"}");
  }
}
