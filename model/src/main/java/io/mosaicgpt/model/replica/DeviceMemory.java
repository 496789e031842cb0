package io.mosaicgpt.model.replica;

import com.sun.management.OperatingSystemMXBean;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.replica.module.CudaDevice;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;

/** How much memory there is where a replica computes. */
public final class DeviceMemory {
  private DeviceMemory() {}

  /**
   * Bytes in all: for the CPU those of the machine, or of the container that this JVM is in; for a
   * CUDA device its own. Empty when that cannot be found out.
   */
  public static OptionalLong total(ReplicaDevice device) {
    if (device.cuda()) {
      return cuda(device.index());
    }
    long bytes =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
  }

  private static OptionalLong cuda(int index) {
    List<CudaDevice> devices = CudaDevice.all();
    return index < devices.size()
        ? OptionalLong.of(devices.get(index).memoryBytes())
        : OptionalLong.empty();
  }
}
