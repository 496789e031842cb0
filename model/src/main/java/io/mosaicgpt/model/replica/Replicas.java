package io.mosaicgpt.model.replica;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.KvMemory;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.replica.cpu.CpuReplica;
import io.mosaicgpt.model.replica.gpu.AttentionKernel;
import io.mosaicgpt.model.replica.gpu.PooledReplica;
import io.mosaicgpt.model.replica.module.CpuFacts;
import io.mosaicgpt.model.replica.module.LinearKernel;
import io.mosaicgpt.model.replica.module.PyTorch;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

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
    return isPooled(options.device(), options.type())
        ? PooledReplica.load(checkpoint, options, listener)
        : CpuReplica.load(checkpoint, options, listener);
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

  /**
   * The CUDA devices that machine and build of PyTorch have; without any, the CPU. Starts PyTorch.
   */
  public static List<ReplicaDevice> devices() {
    PyTorch.start();
    int count = PyTorch.cudaDevices();
    return count == 0
        ? List.of(ReplicaDevice.CPU)
        : IntStream.range(0, count).mapToObj(ReplicaDevice::cuda).toList();
  }

  /**
   * The memory that {@link #load} takes for a model's KV cache.
   *
   * @param type how its weights are held
   * @param maxModelLen longest sequence
   */
  public static KvMemory kvMemory(
      ModelConfig config, ElementType type, ReplicaDevice device, int maxModelLen) {
    if (!isPooled(device, type)) {
      return KvMemory.of(config, type);
    }
    // Which of them works shows when the model is loaded.
    int extra =
        AttentionKernel.candidates(config, type, device, maxModelLen).stream()
            .mapToInt(kernel -> kernel.extra(config))
            .max()
            .orElseThrow();
    return KvMemory.pooled(config, type, extra);
  }

  /** Whether a model is served in the form for GPUs. */
  private static boolean isPooled(ReplicaDevice device, ElementType type) {
    return device.cuda() || (Boolean.getBoolean(POOLED_PROPERTY) && type != ElementType.INT8);
  }
}
