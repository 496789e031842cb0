package io.mosaicgpt.model.replica;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import java.io.IOException;

/** Loads models on any device, each in the form that suits it. */
public final class Replicas {
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
    if (!options.device().cuda()) {
      return Replica.load(checkpoint, options, listener);
    }
    Replica.requireUsable(checkpoint, options);
    return PooledReplica.load(checkpoint, options, listener);
  }
}
