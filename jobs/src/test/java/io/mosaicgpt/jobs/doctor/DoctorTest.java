package io.mosaicgpt.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.probe.Processor;
import io.mosaicgpt.model.probe.ProcessorClass;
import io.mosaicgpt.model.replica.module.LinearKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  void aProcessorWithoutAvx2IsWarnedOf() {
    String unknown = "not known for %s on this system".formatted(System.getProperty("os.arch"));

    assertThat(instructions(Optional.of(ProcessorClass.AMX)))
        .isEqualTo(Finding.ok("instructions", "AMX"));
    assertThat(instructions(Optional.of(ProcessorClass.WITHOUT_AVX2)).status())
        .isEqualTo(Finding.Status.WARN);
    assertThat(instructions(Optional.empty())).isEqualTo(Finding.ok("instructions", unknown));
  }

  private static Finding instructions(Optional<ProcessorClass> hardware) {
    Processor processor = new Processor(hardware, List.of());
    return new ProcessorCheck(processor, Runtime.getRuntime()).look().get(1);
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
  void theKernelOfATypeIsNamedOrWhyThereIsNone() {
    assertThat(EngineCheck.kernel(ElementType.BFLOAT16, () -> LinearKernel.FBGEMM_BFLOAT16))
        .isEqualTo(Finding.ok("kernel, bfloat16", LinearKernel.FBGEMM_BFLOAT16.toString()));
    assertThat(
            EngineCheck.kernel(
                ElementType.INT8,
                () -> {
                  throw new IllegalArgumentException("dtype int8 needs another: take bfloat16");
                }))
        .isEqualTo(Finding.ok("kernel, int8", "dtype int8 needs another: take bfloat16"));
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
  void whatLiesOnDiskIsShownWithPlaceAndSize(@TempDir Path directory) throws Exception {
    Path natives = Files.createDirectories(directory.resolve("natives/pytorch")).getParent();
    Files.write(natives.resolve("pytorch/lib.so"), new byte[3_000_000]);
    Files.write(natives.resolve("other.so"), new byte[1_000_000]);
    Path home = directory.resolve("home");
    Files.createDirectories(home.resolve("checkpoints"));
    Files.write(home.resolve("checkpoints/_metadata"), new byte[2_000_000]);

    assertThat(new PlacesCheck(natives, home).look())
        .containsExactly(
            Finding.ok("native libraries", "4 MB in " + natives + "; DJL_CACHE_DIR moves them"),
            Finding.ok(
                "logs, checkpoints", "0 MB and 2 MB in " + home + "; MOSAICGPT_HOME moves them"));
  }

  @Test
  void aFindingIsFourKeysOfJson() throws Exception {
    assertThat(new ObjectMapper().writeValueAsString(Finding.warn("b", "so so", "do x")))
        .isEqualTo("{\"name\":\"b\",\"status\":\"warn\",\"detail\":\"so so\",\"remedy\":\"do x\"}");
  }
}
