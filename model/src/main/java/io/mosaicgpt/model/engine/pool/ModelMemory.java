package io.mosaicgpt.model.engine.pool;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.loop.BatchingOptions;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepCosts;
import io.mosaicgpt.model.replica.Replicas;
import java.io.IOException;

/**
 * The memory outside of Java's heap that an engine takes when all its slots are in use, in bytes.
 *
 * @param type how the weights are held
 * @param device where weights and KV cache are
 * @param weights of the loaded model
 * @param kvCache keys and values at most
 * @param steps PyTorch itself and what its largest step needs
 */
public record ModelMemory(
    ElementType type, ReplicaDevice device, long weights, long kvCache, long steps) {
  /** PyTorch's libraries, what they set up, and its threads; measured with models of any size. */
  private static final long PYTORCH = 400L << 20;

  /** The libraries of CUDA and what its driver keeps in the process. */
  private static final long CUDA = 3L << 30;

  /**
   * Rows of the model's width, in float32, that a layer holds of a token beside those of its mlp.
   */
  private static final int ROWS = 8;

  public ModelMemory {
    requireNonNull(type, "type is null");
    requireNonNull(device, "device is null");
  }

  /**
   * Looks at a model's configuration and at the headers of its weights. Starts PyTorch.
   *
   * @throws CheckpointException when the model cannot be used
   * @throws IllegalArgumentException when the spec has an unusable value, or a device that is not
   *     there
   */
  public static ModelMemory of(EngineSpec spec) {
    ResolvedModel.requireUsable(spec);
    try (Checkpoint checkpoint = ModelSource.of(spec.model()).open()) {
      ReplicaDevice device = ResolvedModel.device(spec, devices -> devices.get(0));
      ElementType type = ResolvedModel.type(spec, checkpoint, device);
      return of(spec, checkpoint.config(), device, type);
    } catch (IOException e) {
      throw new CheckpointException(
          "%s cannot be read: %s".formatted(spec.model(), FileFault.of(e)), e);
    }
  }

  private static ModelMemory of(
      EngineSpec spec, ModelConfig config, ReplicaDevice device, ElementType type) {
    BatchingOptions options = ResolvedModel.options(spec, config, device, type);
    long positions = options.totalPositions(spec.maxNumSeqs(), ReplicaOptions.POSITION_QUANTUM);
    return new ModelMemory(
        type,
        device,
        new StepCosts(config, type).heldBytes(),
        Replicas.kvMemory(config, type, device, options.maxModelLen()).bytes(positions),
        PYTORCH + (device.cuda() ? CUDA : 0) + step(spec, config));
  }

  private static long step(EngineSpec spec, ModelConfig config) {
    long tokens = (long) spec.maxNumBatchedTokens() * (config.mlpHidden() + ROWS * config.dModel());
    long logits = 2L * spec.maxNumSeqs() * config.vocabSize();
    return (tokens + logits) * Float.BYTES;
  }

  /** What of it is the process's, and not the device's own. */
  public long ofProcess() {
    return device.cuda() ? steps : weights + kvCache + steps;
  }
}
