package io.mosaicgpt.model.replica;

import io.mosaicgpt.model.checkpoint.Checkpoint;
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
   * @param listener told after each tensor
   * @throws IllegalArgumentException when the options do not fit the model or the machine
   * @throws EngineFailure when PyTorch fails
   */
  public static ForwardModel load(
      Checkpoint checkpoint, ReplicaOptions options, LoadListener listener) throws IOException {
    boolean pooled = Boolean.getBoolean(POOLED_PROPERTY) && options.type() != ElementType.INT8;
    if (!options.device().cuda() && !pooled) {
      return Replica.load(checkpoint, options, listener);
    }
    Replica.requireUsable(checkpoint, options);
    return PooledReplica.load(checkpoint, options, listener);
  }
}
