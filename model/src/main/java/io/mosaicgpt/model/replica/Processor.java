package io.mosaicgpt.model.replica;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A machine's processor, for people.
 *
 * @param hardware its class; empty where that is not known: on other systems than Linux, and where
 *     it is not x86
 * @param used what oneDNN uses of it, less if its environment says so; empty as {@code hardware} is
 */
public record Processor(Optional<ProcessorClass> hardware, Optional<ProcessorClass> used) {
  private static final String LIMIT = "ONEDNN_MAX_CPU_ISA";

  /** Its name before oneDNN's had a letter more, which still counts where the other is not set. */
  private static final String OLD_LIMIT = "DNNL_MAX_CPU_ISA";

  public Processor {
    requireNonNull(hardware, "hardware is null");
    requireNonNull(used, "used is null");
  }

  /** That of this machine. */
  public static Processor ofThisMachine() {
    return read(Path.of("/proc/cpuinfo"), System.getenv());
  }

  /**
   * Reads what Linux says of it.
   *
   * @param cpuInfo such as /proc/cpuinfo, which need not exist
   * @param environment where oneDNN looks for its limit
   */
  public static Processor read(Path cpuInfo, Map<String, String> environment) {
    Optional<Set<String>> flags = flags(cpuInfo);
    String limit = limit(environment);
    return new Processor(
        flags.map(ProcessorClass::of), flags.map(all -> ProcessorClass.limited(all, limit)));
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

  private static String limit(Map<String, String> environment) {
    return Stream.of(LIMIT, OLD_LIMIT)
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** The class, and what is used of it if that is less; the architecture if it is not known. */
  @Override
  public String toString() {
    if (hardware.isEmpty()) {
      return System.getProperty("os.arch");
    }
    String name = hardware.get().toString();
    return used.equals(hardware)
        ? name
        : "%s, of which %s lets %s be used".formatted(name, LIMIT, used.orElseThrow());
  }
}
