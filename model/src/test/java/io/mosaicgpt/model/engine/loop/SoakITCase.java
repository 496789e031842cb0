package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mosaicgpt.model.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Native memory is where it was after many short requests: an array that each leaves behind, were
 * it a hundred bytes, shows. The long form is {@code mvn -Psoak -pl model -am verify}.
 */
class SoakITCase {
  /** So that the heap, laid out at the start, cannot grow. */
  private static final List<String> JVM =
      List.of(
          "-Xms512m",
          "-Xmx512m",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseSerialGC",
          "-Dai.djl.offline=true");

  @Test
  void tenThousandRequestsLeaveNativeMemoryWhereItWas() throws Exception {
    // What the JVM itself still compiles and loads so early is a few megabytes.
    assertFlat(10_000, 24 << 10);
  }

  @Test
  @Tag("soak")
  void twoHundredThousandRequestsLeaveNativeMemoryWhereItWas() throws Exception {
    // A hundred bytes a request would be 20 MB.
    assertFlat(200_000, 16 << 10);
  }

  private static void assertFlat(int requests, long mostGrowthKb) throws Exception {
    assumeThat(Path.of("/proc/self/status")).as("resident memory can be read here").exists();
    long start = System.nanoTime();
    List<Long> residentKb = run(requests);
    System.out.printf(
        "[INFO] %d requests in %.0f s; resident kB: %s%n",
        requests, (System.nanoTime() - start) / 1e9, residentKb);
    assertThat(residentKb).hasSize(Soak.WINDOWS + 1);
    assertThat(residentKb.get(Soak.WINDOWS) - residentKb.get(1))
        .as("growth of resident memory in kB, of %s", residentKb)
        .isLessThan(mostGrowthKb);
  }

  private static List<Long> run(int requests) throws Exception {
    Path out = Files.createTempFile("soak", ".out");
    Path err = Files.createTempFile("soak", ".err");
    try {
      Process process =
          ChildJvm.of(JVM, Soak.class, String.valueOf(requests))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      try {
        assertThat(process.waitFor()).as(Files.readString(err, StandardCharsets.UTF_8)).isZero();
      } finally {
        process.destroyForcibly();
      }
      return Files.readAllLines(out).stream().map(Long::parseLong).toList();
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
