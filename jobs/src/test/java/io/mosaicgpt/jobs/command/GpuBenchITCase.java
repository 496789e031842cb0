package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/mosaicgpt-gpu-bench} on the CPU; failsafe runs it after the build made its files. */
class GpuBenchITCase {
  private static final Path SCRIPT =
      Path.of("..", "bin", "mosaicgpt-gpu-bench").toAbsolutePath().normalize();

  /** Where there is no Python, so that the baseline is left out the same way everywhere. */
  private static final Map<String, String> NO_PYTHON = Map.of("PYTHON", "/nowhere/python3");

  private static final List<String> SMALL =
      List.of(
          "run",
          "--device",
          "cpu",
          "--preset",
          "tiny",
          "--batch",
          "1,3",
          "--context",
          "20",
          "--prefill",
          "16",
          "--steps",
          "3");

  @TempDir private Path directory;

  private record Outcome(int exitCode, String out, String err) {}

  private Outcome launch(Path script, Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of(script.toString()), arguments.stream()).toList())
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
    return new Outcome(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void measuresTheDeviceAndChecksTheGoldenModels() throws Exception {
    Outcome outcome = launch(SCRIPT, NO_PYTHON, SMALL);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .containsPattern("reads [0-9.]+ GB/s, nominal 3350.0 GB/s, matrix products [0-9.]+ TFLOP/s")
        .containsPattern("processor \\S.*, linears by torch.linear\n")
        .containsPattern("golden tiny +float32 +largest difference [0-9.e-]+, .*: ok")
        .containsPattern("golden learnedpos +bfloat16 .*: ok")
        .containsPattern("prefill +16 tokens +[0-9.]+ ms +[0-9.]+ tokens/s")
        .containsPattern("decode +batch +3 context +20 +[0-9.]+ ms +[0-9.]+ tokens/s")
        .contains("skipped: /nowhere/python3 has no PyTorch");
  }

  @Test
  void goldenModelsThatDifferAreAFailure() throws Exception {
    Path golden = Files.createDirectories(directory.resolve("golden/tiny"));
    Path tiny = Path.of("..", "model/src/test/resources/golden/tiny");
    for (String file : List.of("config.json", "model.safetensors", "golden.json")) {
      Files.copy(tiny.resolve(file), golden.resolve(file));
    }
    byte[] vectors = Files.readAllBytes(tiny.resolve("golden.safetensors"));
    Arrays.fill(vectors, vectors.length / 2, vectors.length, (byte) 0);
    Files.write(golden.resolve("golden.safetensors"), vectors);

    Outcome outcome =
        launch(
            SCRIPT,
            NO_PYTHON,
            Stream.concat(SMALL.stream(), Stream.of("--golden", golden.getParent().toString()))
                .toList());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).containsPattern("golden tiny +float32 .*: NOT WITHIN");
  }

  /** A pack has no PyTorch of its own: here it gets the one that a run before unpacked. */
  @Test
  void aPackRunsWithThePyTorchThatIsThere() throws Exception {
    launch(SCRIPT, NO_PYTHON, SMALL);
    Path parts = directory.resolve("parts");
    Outcome packed =
        launch(SCRIPT, Map.of(), List.of("pack", "--output", parts.toString(), "--part-mib", "20"));
    assertThat(packed.exitCode()).as(packed.err()).isZero();
    try (Stream<Path> files = Files.list(parts)) {
      assertThat(files.map(part -> part.toFile().length()))
          .hasSizeGreaterThan(1)
          .allMatch(length -> length <= 20 << 20);
    }
    Process unpacked =
        new ProcessBuilder("sh", "-c", "cat parts/mosaicgpt-gpu.tgz.* | tar xz")
            .directory(directory.toFile())
            .inheritIO()
            .start();
    assertThat(unpacked.waitFor()).isZero();

    Outcome outcome =
        launch(
            directory.resolve("mosaicgpt/bin/mosaicgpt-gpu-bench"),
            Map.of(
                "PYTHON", "/nowhere/python3",
                "JAVA_HOME", "",
                "PYTORCH_LIBRARY_PATH", unpackedPyTorch().toString(),
                "PYTORCH_VERSION", "2.7.1",
                "PYTORCH_FLAVOR", "cpu"),
            SMALL);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .containsPattern("golden biased +float32 .*: ok")
        .containsPattern("decode +batch +1 context +20 +[0-9.]+ ms");
  }

  /** DJL's cache. */
  private static Path unpackedPyTorch() throws IOException {
    String cache = System.getenv("DJL_CACHE_DIR");
    Path home = Path.of(System.getProperty("user.home"), ".djl.ai");
    Path root = (cache == null ? home : Path.of(cache)).resolve("pytorch");
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("libtorch.so")))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void whatIsWrongWithTheArgumentsIsSaidInOneSentence() throws Exception {
    Outcome unknown = launch(SCRIPT, Map.of(), List.of("run", "--gpus", "3"));
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err())
        .startsWith("mosaicgpt-gpu-bench: Unknown option '--gpus': run takes ")
        .hasLineCount(1);

    Outcome part = launch(SCRIPT, Map.of(), List.of("pack", "--output", "x", "--part-mib", "many"));
    assertThat(part.exitCode()).isEqualTo(2);
    assertThat(part.err())
        .isEqualToIgnoringNewLines(
            "mosaicgpt-gpu-bench: --part-mib is 'many', but must be a number of MiB.");
  }
}
