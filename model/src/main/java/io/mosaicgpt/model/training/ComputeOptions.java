package io.mosaicgpt.model.training;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.replica.module.PyTorch;

/**
 * Where a run computes, and with how much memory: what may change when it is resumed.
 *
 * @param device CPU or GPU
 * @param threads of the CPU; 0 takes all that this JVM may use, and one for a narrow model. Another
 *     number may round sums otherwise
 * @param recompute keep only what goes into each block for the gradients, and compute the block
 *     again for them: in float32 {@code 4 * dModel} bytes for each token and block in place of
 *     about {@code 90 * dModel}, for up to a third more work and the same bits
 */
public record ComputeOptions(ReplicaDevice device, int threads, boolean recompute) {
  /** The CPU, all of it, and activations kept. */
  public static final ComputeOptions CPU = new ComputeOptions(ReplicaDevice.CPU, 0, false);

  public ComputeOptions {
    requireNonNull(device, "device is null");
    if (threads < 0) {
      throw new IllegalArgumentException("threads is %d, but must be 0 or more".formatted(threads));
    }
  }

  /** Threads of the CPU that a model is computed with. */
  public int usedThreads(ModelConfig config) {
    return threads > 0 ? threads : PyTorch.threads(config.dModel());
  }
}
