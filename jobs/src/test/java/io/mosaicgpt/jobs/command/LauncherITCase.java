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

/** Runs {@code bin/mosaicgpt} as a user would; failsafe runs it after the build made its files. */
class LauncherITCase {
  private static final Path LAUNCHER =
      Path.of("..", "bin", "mosaicgpt").toAbsolutePath().normalize();

  @TempDir private Path directory;

  private record Outcome(int exitCode, String out, String err) {}

  private Outcome launch(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(Stream.of(launcher.toString()), Arrays.stream(arguments)).toList())
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Outcome(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void runsFromAnyDirectoryThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("mg"), LAUNCHER);

    Outcome outcome = launch(link, Map.of(), "--help");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("Usage: mosaicgpt");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void passesTheExitCodeOn() throws Exception {
    Outcome outcome = launch(LAUNCHER, Map.of(), "--nonsense");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("mosaicgpt: Unknown option '--nonsense'").hasLineCount(1);
  }

  @Test
  void aJavaHomeThatIsNoJava17IsNamed() throws Exception {
    Outcome outcome = launch(LAUNCHER, Map.of("JAVA_HOME", "/nowhere"), "--help");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualToIgnoringNewLines(
            "mosaicgpt: JAVA_HOME is /nowhere, which is no Java 17: point it to a JDK 17.");
  }

  /**
   * As under cron and in containers. It is a script that has the names, since the JVM of this test
   * may have such a locale itself.
   */
  @Test
  void argumentsPathsAndEnvironmentAreReadInALocaleOfAsciiAlone() throws Exception {
    Path script =
        Files.writeString(
            directory.resolve("script"),
            """
            set -eu
            mkdir -p 'Grüße 你好/bin'
            cp "$1" 'Grüße 你好/bin/'
            ln -s "$2"/* 'Grüße 你好/'
            mosaicgpt='Grüße 你好/bin/mosaicgpt'
            "$mosaicgpt" init --preset tiny --output 'Modell für ⚙'
            "$mosaicgpt" score --text 'Grüße, 你好' --json
            MOSAICGPT_MODEL='Modell für ⚙' "$mosaicgpt" score --token-ids 1,2 --json
            """);

    Outcome outcome =
        launch(
            Path.of("bash"),
            Map.of("LC_ALL", "C", "LANG", ""),
            script.toString(),
            LAUNCHER.toString(),
            Path.of("target", "dist").toAbsolutePath().toString());

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("Wrote Modell für ⚙ with random weights"),
            line ->
                assertThat(line)
                    .isEqualToIgnoringNewLines(
                        CommandLineRun.of("score", "--text", "Grüße, 你好", "--json").out()),
            line -> assertThat(line).startsWith("{\"token_ids\":[1,2],"));
  }

  @Test
  void everyJarOfTheLayoutIsInOnePlaceOnly() throws Exception {
    Path dist = Path.of("target", "dist");
    List<String> jars;
    try (Stream<Path> files = Files.walk(dist)) {
      jars =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".jar"))
              .toList();
    }

    assertThat(jars).doesNotHaveDuplicates();
    assertThat(dist.resolve("engine")).isDirectoryContaining("glob:**/mosaicgpt-model-*.jar");
    assertThat(dist.resolve("job")).isDirectoryContaining("glob:**/mosaicgpt-jobs-*.jar");
    assertThat(dist.resolve("flink")).isDirectoryContaining("glob:**/flink-runtime-2*.jar");
  }
}
