package io.mosaicgpt.model.replica.module;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.replica.threads.OpenMpWaiting;
import java.util.Set;

/** Starts DJL's PyTorch engine, once per JVM and never reaching for the network. */
public final class PyTorch {
  public static final String NAME = "PyTorch";

  private PyTorch() {}

  /**
   * Loads the native libraries. Later calls do nothing.
   *
   * @throws EngineFailure when there are none for this platform
   */
  public static void start() {
    Settings.apply();
    try {
      Engine.getEngine(NAME);
    } catch (EngineException | LinkageError e) {
      throw new EngineFailure(
          "PyTorch's native library cannot be loaded on %s %s: %s"
              .formatted(
                  System.getProperty("os.name"), System.getProperty("os.arch"), e.getMessage()),
          e);
    }
  }

  /**
   * Threads for a model of that width: all that this JVM may use, as Java counts them, which in a
   * container is not what the machine has; and one for a narrow model, whose matrices are done
   * sooner than a second thread wakes. {@code ai.djl.pytorch.num_threads} overrides both.
   */
  public static int threads(int modelWidth) {
    int all = Runtime.getRuntime().availableProcessors();
    return Integer.getInteger("ai.djl.pytorch.num_threads", modelWidth < 512 ? 1 : all);
  }

  /** Whether the loaded build of PyTorch has oneDNN. */
  static boolean hasOneDnn() {
    return JniUtils.getFeatures().contains("MKLDNN");
  }

  /** Whether this machine has an x86 CPU with 64 bits. */
  static boolean isX86() {
    return Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
  }

  /** CUDA devices that this machine has and this build of PyTorch can use. */
  public static int cudaDevices() {
    // PyTorch says so only if there is at least one.
    return JniUtils.getFeatures().contains("CUDA") ? Math.max(1, CudaDevice.all().size()) : 0;
  }

  /**
   * Refuses a device that this machine or this build of PyTorch does not have, or not for a type.
   *
   * @throws IllegalArgumentException with one sentence that says what to do
   */
  public static void requireDevice(ReplicaDevice device, ElementType type) {
    if (type == ElementType.INT8 && (device.cuda() || !isX86())) {
      throw new IllegalArgumentException(
          "dtype int8 needs an x86 CPU: use bfloat16 on %s"
              .formatted(device.cuda() ? device : System.getProperty("os.arch")));
    }
    if (!device.cuda()) {
      return;
    }
    if (!JniUtils.getFeatures().contains("CUDA")) {
      throw new IllegalArgumentException(
          ("device %s is not available, because this build of PyTorch has no CUDA: use cpu, or let"
                  + " PYTORCH_LIBRARY_PATH name the lib of PyTorch 2.7.1 for CUDA 12.8, with"
                  + " PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128")
              .formatted(device));
    }
    int count = cudaDevices();
    if (device.index() >= count) {
      throw new IllegalArgumentException(
          "device %s is not available, because this machine has %d CUDA devices: use cpu%s"
              .formatted(device, count, count == 0 ? "" : " or cuda:0 to cuda:" + (count - 1)));
    }
  }

  /** Settings that must be there before DJL's classes and PyTorch's libraries are. */
  private static final class Settings {
    static {
      System.setProperty("ai.djl.offline", "true");
      // DJL otherwise reports to its makers that an engine was started.
      System.setProperty("OPT_OUT_TRACKING", "true");
      // Nothing here forks within TorchScript.
      System.setProperty(
          "ai.djl.pytorch.num_interop_threads",
          System.getProperty("ai.djl.pytorch.num_interop_threads", "1"));
      OpenMpWaiting.prepare();
    }

    static void apply() {}
  }
}
