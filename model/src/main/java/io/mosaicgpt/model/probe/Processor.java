package io.mosaicgpt.model.probe;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A machine's processor, for people.
 *
 * @param hardware its class; empty where that is not known: on other systems than Linux, and where
 *     it is not x86
 * @param limits variables that let libraries use less of it, as {@code NAME=value}
 */
public record Processor(Optional<ProcessorClass> hardware, List<String> limits) {
  private static final List<String> LIMITS =
      List.of(
          "ONEDNN_MAX_CPU_ISA",
          "DNNL_MAX_CPU_ISA",
          "ATEN_CPU_CAPABILITY",
          "FBGEMM_ENABLE_INSTRUCTIONS");

  public Processor {
    requireNonNull(hardware, "hardware is null");
    limits = List.copyOf(limits);
  }

  /** That of this machine. */
  public static Processor ofThisMachine() {
    return read(Path.of("/proc/cpuinfo"), System.getenv());
  }

  /**
   * Reads what Linux says of it.
   *
   * @param cpuInfo such as /proc/cpuinfo, which need not exist
   * @param environment where the libraries look for their limits
   */
  public static Processor read(Path cpuInfo, Map<String, String> environment) {
    return new Processor(
        flags(cpuInfo).map(ProcessorClass::of),
        LIMITS.stream()
            .filter(name -> !environment.getOrDefault(name, "").isEmpty())
            .map(name -> name + "=" + environment.get(name))
            .toList());
  }

  private static Optional<Set<String>> flags(Path cpuInfo) {
    try {
      return Files.readAllLines(cpuInfo).stream()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
          .map(flags -> Arrays.stream(flags).collect(Collectors.toSet()));
    } catch (IOException e) {
      return Optional.empty(); // as on other platforms
    }
  }

  /** The class, or the architecture if that is not known, and what limits its use. */
  @Override
  public String toString() {
    String name = hardware.map(Object::toString).orElseGet(() -> System.getProperty("os.arch"));
    return limits.isEmpty() ? name : "%s, with %s".formatted(name, String.join(" ", limits));
  }
}
