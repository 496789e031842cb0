package io.mosaicgpt.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM of this kind, with this one's classes. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * A process to be started.
   *
   * @param options for the JVM
   * @param main the class that it runs
   */
  public static ProcessBuilder of(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /**
   * Runs a class to its end on a processor that, for oneDNN, has AVX2 and nothing newer. oneDNN
   * reads the variable that makes it one when it is loaded, so this takes a JVM of its own.
   *
   * @param output takes what the class prints
   * @param patience the longest that it may take
   */
  public static void runWithAvx2(Class<?> main, Path output, Duration patience) throws Exception {
    ProcessBuilder builder = of(List.of("-Xmx1g"), main);
    builder.environment().put("ONEDNN_MAX_CPU_ISA", "AVX2");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
  }
}
