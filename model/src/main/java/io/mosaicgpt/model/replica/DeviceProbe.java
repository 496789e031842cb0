package io.mosaicgpt.model.replica;

/**
 * What a device can do at best by the same means that a replica has: copy memory and multiply
 * matrices through PyTorch.
 */
public final class DeviceProbe implements AutoCloseable {
  private static final String CLASS_NAME = "Probe";
  private static final int ROUNDS = 5;

  private final ScriptModule module;
  private final ReplicaDevice device;

  private DeviceProbe(ScriptModule module, ReplicaDevice device) {
    this.module = module;
    this.device = device;
  }

  /**
   * Prepares a probe.
   *
   * @throws IllegalArgumentException when the device is not there
   */
  public static DeviceProbe of(ReplicaDevice device) {
    PyTorch.start();
    PyTorch.requireDevice(device, ElementType.FLOAT32);
    int threads = PyTorch.threads(Integer.MAX_VALUE);
    String source = ModuleSource.resource("probe.py");
    return new DeviceProbe(new ScriptModule(CLASS_NAME, source, threads), device);
  }

  /** Bytes per second, read and written ones added up, of copies of {@code megabytes} MiB. */
  public double copyRate(int megabytes) {
    module.number("copy", device.toString(), megabytes, 1);
    long begin = System.nanoTime();
    module.number("copy", device.toString(), megabytes, ROUNDS);
    double first = seconds(begin);
    begin = System.nanoTime();
    module.number("copy", device.toString(), megabytes, 2 * ROUNDS);
    // What a call costs beside its copies is in both.
    return 2.0 * ROUNDS * megabytes * (1 << 20) / Math.max(1e-9, seconds(begin) - first);
  }

  /** Floating-point operations per second of square matrices of that size. */
  public double productRate(ElementType type, int size) {
    int dtype = type == ElementType.FLOAT32 ? ScalarType.FLOAT32 : ScalarType.BFLOAT16;
    module.number("product", device.toString(), dtype, size, 1);
    long begin = System.nanoTime();
    module.number("product", device.toString(), dtype, size, ROUNDS);
    double first = seconds(begin);
    begin = System.nanoTime();
    module.number("product", device.toString(), dtype, size, 2 * ROUNDS);
    return 2.0 * ROUNDS * size * size * size / Math.max(1e-9, seconds(begin) - first);
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  @Override
  public void close() {
    module.close();
  }
}
