package io.mosaicgpt.integration.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command line of a small JVM that starts fast. */
final class JavaCommand {
  private final List<String> options = new ArrayList<>();
  private final List<Path> classPath;

  /**
   * A JVM.
   *
   * @param heapMegabytes its heap
   * @param classPath jars, or directories with {@code *} at the end
   */
  JavaCommand(int heapMegabytes, List<Path> classPath) {
    this.classPath = List.copyOf(classPath);
    options.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    options.add("-Xmx" + heapMegabytes + "m");
    options.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    options.addAll(List.of("--add-opens", "java.base/java.util=ALL-UNNAMED"));
    options.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
  }

  /** With a JVM option. */
  JavaCommand with(String option) {
    options.add(option);
    return this;
  }

  /** The whole command. */
  List<String> run(String mainClass, String... arguments) {
    List<String> command = new ArrayList<>(options);
    command.add("-cp");
    command.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add(mainClass);
    command.addAll(List.of(arguments));
    return command;
  }
}
