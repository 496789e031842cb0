package io.mosaicgpt.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
}
