package io.mosaicgpt.model.replica.module;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import io.mosaicgpt.model.forward.EngineFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * What the NVIDIA driver says of a device. Asked of the driver itself, whose library is wherever
 * PyTorch can use the device at all; the CUDA runtime's, which DJL asks, often is inside PyTorch
 * only.
 *
 * @param name as the maker calls it
 * @param memoryBytes all of its memory
 * @param bytesPerSecond memory bandwidth by clock and bus width; 0 if the driver does not say
 */
public record CudaDevice(String name, long memoryBytes, long bytesPerSecond) {
  private static final String LIBRARY = "libcuda.so.1";
  private static final int MEMORY_CLOCK_KHZ = 36;
  private static final int BUS_WIDTH_BITS = 37;
  private static final int LONGEST_NAME = 256;

  /** Memory of all current devices moves data twice in a clock cycle. */
  private static final long TRANSFERS = 2;

  /** The functions of cuda.h that are used; each returns 0 or an error. */
  private interface Driver extends Library {
    int cuInit(int flags);

    int cuDeviceGetCount(IntByReference count);

    int cuDeviceGet(IntByReference device, int ordinal);

    int cuDeviceGetName(byte[] name, int length, int device);

    int cuDeviceTotalMem_v2(LongByReference bytes, int device);

    int cuDeviceGetAttribute(IntByReference value, int attribute, int device);
  }

  /** The devices that this process may use, in the order of their numbers; none without driver. */
  public static List<CudaDevice> all() {
    List<CudaDevice> devices = new ArrayList<>();
    try {
      Driver driver = Native.load(LIBRARY, Driver.class);
      IntByReference count = new IntByReference();
      if (driver.cuInit(0) == 0 && driver.cuDeviceGetCount(count) == 0) {
        for (int i = 0; i < count.getValue(); i++) {
          devices.add(read(driver, i));
        }
      }
    } catch (UnsatisfiedLinkError e) {
      // No NVIDIA driver: no devices.
    }
    return devices;
  }

  private static CudaDevice read(Driver driver, int ordinal) {
    IntByReference device = new IntByReference();
    byte[] name = new byte[LONGEST_NAME];
    LongByReference memory = new LongByReference();
    if (driver.cuDeviceGet(device, ordinal) != 0
        || driver.cuDeviceGetName(name, name.length, device.getValue()) != 0
        || driver.cuDeviceTotalMem_v2(memory, device.getValue()) != 0) {
      throw new EngineFailure("the NVIDIA driver does not answer for device " + ordinal, null);
    }
    long clock = attribute(driver, device.getValue(), MEMORY_CLOCK_KHZ);
    long width = attribute(driver, device.getValue(), BUS_WIDTH_BITS);
    long bandwidth = TRANSFERS * clock * 1000 * width / Byte.SIZE;
    return new CudaDevice(Native.toString(name), memory.getValue(), bandwidth);
  }

  private static int attribute(Driver driver, int device, int attribute) {
    IntByReference value = new IntByReference();
    return driver.cuDeviceGetAttribute(value, attribute, device) == 0 ? value.getValue() : 0;
  }
}
