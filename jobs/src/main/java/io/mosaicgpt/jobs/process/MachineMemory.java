package io.mosaicgpt.jobs.process;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of this machine, or of the container that this process is in, in bytes.
 *
 * @param available what could be had now without swapping
 * @param total what there is in all
 */
public record MachineMemory(long available, long total) {
  /** As it is now. */
  public static MachineMemory now() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long total = system.getTotalMemorySize();
    return new MachineMemory(Math.min(available(system), total), total);
  }

  /** Linux says it, of the machine; elsewhere free memory has to do. */
  private static long available(OperatingSystemMXBean system) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith("MemAvailable:")) {
          return Long.parseLong(line.replaceAll("\\D+", "")) * 1024;
        }
      }
    } catch (IOException | NumberFormatException e) {
      // no Linux
    }
    return system.getFreeMemorySize();
  }
}
