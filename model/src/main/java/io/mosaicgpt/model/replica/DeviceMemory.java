package io.mosaicgpt.model.replica;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much memory there is where a replica computes. */
public final class DeviceMemory {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceMemory.class);

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
    try {
      long bytes = CudaUtils.getGpuMemory(Device.gpu(index)).getMax();
      return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
    } catch (RuntimeException | LinkageError e) {
      // DJL asks CUDA's runtime library for it, which it may not find even where PyTorch does.
      LOG.debug("The memory of cuda:{} cannot be read", index, e);
      return OptionalLong.empty();
    }
  }
}
