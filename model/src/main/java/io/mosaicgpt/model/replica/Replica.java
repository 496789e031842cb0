package io.mosaicgpt.model.replica;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import java.io.IOException;

/**
 * MosaicGPT on one device: its weights, and one KV arena per slot.
 *
 * <p>An arena is one tensor {@code [layers, 2, heads, blocks, 64 * head_dim]}. Native memory
 * outside a step is the weights and the arenas, nothing else: what a step makes ends with it, save
 * its logits, which end with the next step.
 */
public final class Replica implements ForwardModel {
  private static final int POSITION_QUANTUM = 64;

  private final ScriptModule module;
  private final ModelConfig config;
  private final ReplicaOptions options;
  private final int[] capacities;
  private TensorOutput output;

  private Replica(ScriptModule module, ModelConfig config, ReplicaOptions options) {
    this.module = module;
    this.config = config;
    this.options = options;
    this.capacities = new int[options.slots()];
  }

  /**
   * Loads a model.
   *
   * @param listener told after each tensor
   * @throws IllegalArgumentException when the options do not fit the model or the machine
   * @throws EngineFailure when PyTorch fails
   */
  public static Replica load(Checkpoint checkpoint, ReplicaOptions options, LoadListener listener)
      throws IOException {
    requireNonNull(options, "options is null");
    requireFitting(checkpoint.config(), options);
    PyTorch.start();
    PyTorch.requireDevice(options.device(), options.type());
    return load(checkpoint, options, listener, ModuleSource.of(options));
  }

  static Replica load(
      Checkpoint checkpoint, ReplicaOptions options, LoadListener listener, ModuleSource source)
      throws IOException {
    requireNonNull(listener, "listener is null");
    ModelConfig config = checkpoint.config();
    int threads = options.threads() == 0 ? PyTorch.threads(config.dModel()) : options.threads();
    ScriptModule module = new ScriptModule(ModuleSource.CLASS_NAME, source.text(), threads);
    try {
      configure(module, config, options);
      new WeightLoader(module, listener).load(checkpoint);
      return new Replica(module, config, options);
    } catch (IOException | RuntimeException | Error e) {
      module.close();
      throw e;
    }
  }

  private static void requireFitting(ModelConfig config, ReplicaOptions options) {
    if (!config.alibi() && options.maxModelLen() > config.maxSeqLen()) {
      throw new IllegalArgumentException(
          ("max-model-len is %d, but %s has learned positions for %d only: use at most that, only"
                  + " models with ALiBi go further")
              .formatted(options.maxModelLen(), config.name(), config.maxSeqLen()));
    }
    if (options.usableVocab() > config.vocabSize()) {
      throw new IllegalArgumentException(
          "usableVocab is %d, but the vocabulary of %s has %d ids"
              .formatted(options.usableVocab(), config.name(), config.vocabSize()));
    }
  }

  private static void configure(ScriptModule module, ModelConfig config, ReplicaOptions options) {
    module.run(
        "configure",
        options.device().toString(),
        options.type().compute(),
        options.type().storage(),
        config.nLayers(),
        config.nHeads(),
        config.dModel(),
        options.usableVocab(),
        options.slots());
    module.run(
        "configure_attention",
        config.alibi() ? config.alibiBiasMax() : -1.0,
        config.qkLayerNorm(),
        config.clipQkv().orElse(0),
        config.softmaxScale(),
        config.logitScale());
  }

  @Override
  public int slots() {
    return options.slots();
  }

  @Override
  public int positionQuantum() {
    return POSITION_QUANTUM;
  }

  @Override
  public long bytesPerPosition() {
    return 2L * config.nLayers() * config.dModel() * options.type().kvBytes();
  }

  @Override
  public int capacity(int slot) {
    return capacities[slot];
  }

  @Override
  public void reserve(int slot, int positions) {
    if (positions > options.maxModelLen()) {
      throw new IllegalArgumentException(
          "slot %d is asked to hold %d positions, but max-model-len is %d"
              .formatted(slot, positions, options.maxModelLen()));
    }
    if (positions <= capacities[slot]) {
      return;
    }
    int capacity = (positions + POSITION_QUANTUM - 1) / POSITION_QUANTUM * POSITION_QUANTUM;
    module.run("reserve", slot, capacity, capacities[slot]);
    capacities[slot] = capacity;
  }

  @Override
  public void release(int slot) {
    if (capacities[slot] > 0) {
      module.run("release", slot);
      capacities[slot] = 0;
    }
  }

  @Override
  public void copyPrefix(int fromSlot, int toSlot, int positions) {
    if (positions > capacities[fromSlot] || positions > capacities[toSlot]) {
      throw new IllegalArgumentException(
          "%d positions cannot be copied from slot %d, which has %d, to slot %d, which has %d"
              .formatted(positions, fromSlot, capacities[fromSlot], toSlot, capacities[toSlot]));
    }
    module.run("copy_prefix", fromSlot, toSlot, positions);
  }

  @Override
  public StepOutput forward(StepBatch batch) {
    requireReserved(batch);
    dropOutput();
    Pieces pieces = Pieces.of(batch);
    NDManager manager = module.manager().newSubManager();
    try {
      NDArray logits =
          module.tensor(
              manager,
              "forward",
              batch.tokens(),
              pieces.slots(),
              pieces.starts(),
              pieces.counts(),
              batch.logitRows());
      output = new TensorOutput(module, manager, logits);
      return output;
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private void requireReserved(StepBatch batch) {
    for (int i = 0; i < batch.slots().length; i++) {
      int end = batch.starts()[i] + batch.counts()[i];
      if (end > capacities[batch.slots()[i]]) {
        throw new IllegalArgumentException(
            "a step goes to position %d of slot %d, which has %d reserved"
                .formatted(end, batch.slots()[i], capacities[batch.slots()[i]]));
      }
    }
  }

  private void dropOutput() {
    if (output != null) {
      output.close();
      output = null;
    }
  }

  @Override
  public void close() {
    dropOutput();
    module.close();
  }
}
