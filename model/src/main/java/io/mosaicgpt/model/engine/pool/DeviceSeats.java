package io.mosaicgpt.model.engine.pool;

import io.mosaicgpt.model.forward.ReplicaDevice;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many use each device, so that those who leave the choice open spread over all of them.
 * Thread-safe.
 */
final class DeviceSeats {
  private final Map<ReplicaDevice, Integer> users = new HashMap<>();

  /** One user's place, on no device yet. */
  Claim claim() {
    return new Claim();
  }

  /**
   * The device on which the next one will take a place; takes none. Who warms a device up for
   * somebody else takes this one.
   *
   * @param devices at least one
   */
  ReplicaDevice next(List<ReplicaDevice> devices) {
    synchronized (users) {
      return devices.stream()
          .min(Comparator.comparingInt(candidate -> users.getOrDefault(candidate, 0)))
          .orElseThrow();
    }
  }

  /** A place on at most one device. */
  final class Claim {
    private ReplicaDevice device;

    private Claim() {}

    /**
     * Takes a place on the device that the fewest use; of equals the first, so that tasks that are
     * restarted find the devices again on which their weights still are.
     *
     * @param devices at least one
     */
    ReplicaDevice takeOne(List<ReplicaDevice> devices) {
      synchronized (users) {
        if (device != null) {
          throw new IllegalStateException("this claim has a place on " + device);
        }
        device = next(devices);
        users.merge(device, 1, Integer::sum);
        return device;
      }
    }

    /** Gives the place back, if there is one. */
    void free() {
      synchronized (users) {
        if (device != null) {
          users.computeIfPresent(device, (d, count) -> count == 1 ? null : count - 1);
          device = null;
        }
      }
    }
  }
}
