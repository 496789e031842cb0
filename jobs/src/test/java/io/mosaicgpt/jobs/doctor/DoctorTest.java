package io.mosaicgpt.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
    Path zen4 =
        Files.writeString(
            directory.resolve("zen4"),
            "model name\t: X\nflags\t\t: fpu avx2 avx512f avx512_vnni avx512_bf16\n");
    Path old = Files.writeString(directory.resolve("old"), "flags\t: fpu avx2\n");

    assertThat(instructions(zen4))
        .isEqualTo(Finding.ok("instructions", "avx2 avx512f avx512_vnni avx512_bf16"));
    assertThat(instructions(old).status()).isEqualTo(Finding.Status.WARN);
    assertThat(instructions(directory.resolve("none")).status()).isEqualTo(Finding.Status.OK);
  }

  private static Finding instructions(Path cpuInfo) {
    return new ProcessorCheck(cpuInfo, Runtime.getRuntime()).look().get(1);
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
  void aProcessorWithoutBfloat16IsWarnedOfSinceAutoThenTakesFloat32() {
    assertThat(EngineCheck.bfloat16(true).status()).isEqualTo(Finding.Status.OK);
    assertThat(EngineCheck.bfloat16(false).status()).isEqualTo(Finding.Status.WARN);
    assertThat(EngineCheck.bfloat16(false).detail()).contains("auto takes float32");
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
