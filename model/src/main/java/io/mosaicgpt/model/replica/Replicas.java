package io.mosaicgpt.model.replica;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import java.io.IOException;

/** Loads models on any device, each in the form that suits it. */
public final class Replicas {
  /**
   * System property: {@code true} serves models on the CPU in the form for GPUs too, slower but the
   * same text, so that it can be tried without one. Not with int8.
   */
  public static final String POOLED_PROPERTY = "mosaicgpt.pooled";

  private Replicas() {}

  /**
   * Loads a model.
   *
   * @param listener told after each tensor, by the calling thread
   * @throws IllegalArgumentException when the options do not fit the model or the machine
   * @throws EngineFailure when PyTorch fails
   */
  public static ForwardModel load(
      Checkpoint checkpoint, ReplicaOptions options, ProgressListener listener) throws IOException {
    if (!isPooled(options.device(), options.type())) {
      return Replica.load(checkpoint, options, listener);
    }
    Replica.requireUsable(checkpoint, options);
    return PooledReplica.load(checkpoint, options, listener);
  }

  /**
   * Refuses a device that this machine or this build of PyTorch does not have, or not for a type.
   * Starts PyTorch.
   *
   * @throws IllegalArgumentException with one sentence that says what to do
   */
  public static void requireDevice(ReplicaDevice device, ElementType type) {
    PyTorch.start();
    PyTorch.requireDevice(device, type);
  }

  /** Whether a device can serve bfloat16; a CPU needs AVX2, or instructions for bfloat16. */
  public static boolean hasBfloat16(ReplicaDevice device) {
    PyTorch.start();
    return isPooled(device, ElementType.BFLOAT16)
        || LinearKernel.choose(ElementType.BFLOAT16, CpuFacts.ofThisMachine()).isPresent();
  }

  /**
   * Who computes the linears of a type on a device. Starts PyTorch, and takes some milliseconds for
   * the first time.
   *
   * @throws IllegalArgumentException when the device cannot serve that type, with one sentence that
   *     says what to do
   */
  public static LinearKernel linears(ReplicaDevice device, ElementType type) {
    requireDevice(device, type);
    return isPooled(device, type) ? LinearKernel.PORTABLE : LinearKernel.onCpu(type);
  }

  /** Whether a model is served in the form for GPUs. */
  static boolean isPooled(ReplicaDevice device, ElementType type) {
    return device.cuda() || (Boolean.getBoolean(POOLED_PROPERTY) && type != ElementType.INT8);
  }
}
