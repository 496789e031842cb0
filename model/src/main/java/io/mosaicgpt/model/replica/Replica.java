package io.mosaicgpt.model.replica;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * MosaicGPT on one device: its weights, and the KV cache that the slots share.
 *
 * <p>The cache is cut into blocks of {@value BlockTable#SIZE} positions. A slot has a table of
 * blocks; slots whose sequences begin alike have the first ones in common. Native memory outside a
 * step is the weights and the cache, nothing else: what a step makes ends with it, save its logits,
 * which end with the next step.
 */
public final class Replica implements ForwardModel {
  /** Positions are reserved in multiples of this. */
  public static final int POSITION_QUANTUM = BlockTable.SIZE;

  private final ScriptModule module;
  private final ModelConfig config;
  private final ReplicaOptions options;
  private final int[] capacities;
  private final BlockTable[] tables;
  private final Optional<SpinControl> spin;
  private TensorOutput output;

  private Replica(
      ScriptModule module, ModelConfig config, ReplicaOptions options, Optional<SpinControl> spin) {
    this.module = module;
    this.spin = spin;
    this.config = config;
    this.options = options;
    this.capacities = new int[options.slots()];
    BlockPool pool = new BlockPool(blocks(options));
    this.tables = new BlockTable[options.slots()];
    Arrays.setAll(tables, slot -> new BlockTable(pool));
  }

  /**
   * Loads a model on the CPU; {@link Replicas} loads on any device.
   *
   * @param listener told after each tensor, by the calling thread
   * @throws IllegalArgumentException when the options do not fit the model or the machine
   * @throws EngineFailure when PyTorch fails
   */
  public static Replica load(
      Checkpoint checkpoint, ReplicaOptions options, ProgressListener listener) throws IOException {
    requireUsable(checkpoint, options);
    if (options.device().cuda()) {
      throw new IllegalArgumentException("%s is not the CPU".formatted(options.device()));
    }
    return load(checkpoint, options, listener, ModuleSource.of(options));
  }

  /** Starts PyTorch, and refuses options that do not fit the model or the machine. */
  static void requireUsable(Checkpoint checkpoint, ReplicaOptions options) {
    requireNonNull(options, "options is null");
    requireFitting(checkpoint.config(), options);
    PyTorch.start();
    PyTorch.requireDevice(options.device(), options.type());
  }

  static Replica load(
      Checkpoint checkpoint, ReplicaOptions options, ProgressListener listener, ModuleSource source)
      throws IOException {
    requireNonNull(listener, "listener is null");
    ModelConfig config = checkpoint.config();
    int threads = options.threads() == 0 ? PyTorch.threads(config.dModel()) : options.threads();
    ScriptModule module = new ScriptModule(ModuleSource.CLASS_NAME, source.text(), threads);
    Optional<SpinControl> spin = SpinControl.of(threads);
    try {
      configure(module, config, options);
      module.run("allocate", blocks(options));
      new WeightLoader(module, listener).load(checkpoint);
      RowLimit.choose(module, new RowCheck(module, config));
      return new Replica(module, config, options, spin);
    } catch (IOException | RuntimeException | Error e) {
      spin.ifPresent(SpinControl::close);
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

  /** Tells a new module what model it is. */
  static void configure(ScriptModule module, ModelConfig config, ReplicaOptions options) {
    module.run(
        "configure",
        options.device().toString(),
        options.type().compute(),
        options.type().storage(),
        config.nLayers(),
        config.nHeads(),
        config.dModel(),
        options.usableVocab());
    module.run(
        "configure_attention",
        config.alibi() ? config.alibiBiasMax() : -1.0,
        config.qkLayerNorm(),
        config.clipQkv().orElse(0),
        config.softmaxScale(),
        config.logitScale());
  }

  private static int blocks(ReplicaOptions options) {
    return Math.toIntExact(options.kvPositions() / BlockTable.SIZE);
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
    return bytesPerPosition(config, options.type());
  }

  static long bytesPerPosition(ModelConfig config, ElementType type) {
    return 2L * config.nLayers() * config.dModel() * type.kvBytes();
  }

  @Override
  public int capacity(int slot) {
    return capacities[slot];
  }

  @Override
  public void reserve(int slot, int positions) {
    requireAllowed(slot, positions, options);
    capacities[slot] =
        Math.max(capacities[slot], BlockTable.blocksFor(positions) * BlockTable.SIZE);
  }

  @Override
  public void release(int slot) {
    tables[slot].clear();
    capacities[slot] = 0;
  }

  @Override
  public void copyPrefix(int fromSlot, int toSlot, int positions) {
    requireCopyable(this, fromSlot, toSlot, positions);
    tables[toSlot].shareFirst(tables[fromSlot], positions);
  }

  @Override
  public StepOutput forward(StepBatch batch) {
    requireReserved(this, batch);
    long start = System.nanoTime();
    dropOutput();
    prepareBlocks(batch);
    StepLayout layout = StepLayout.of(batch, tables);
    NDManager manager = module.manager().newSubManager();
    try {
      NDArray logits =
          module.tensor(
              manager,
              "forward",
              layout.tokens(batch),
              layout.positions(),
              layout.blocks(),
              layout.pieces(),
              layout.queries(),
              layout.keys(),
              layout.tables(),
              layout.logitRows(batch));
      output = new TensorOutput(module, manager, logits);
      spin.ifPresent(control -> control.stepDone(System.nanoTime() - start));
      return output;
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public StepTimes times() {
    return StepTimes.of(module.longs("times"));
  }

  /** A look at the kernels that this machine chose. */
  RowCheck rowCheck() {
    return new RowCheck(module, config);
  }

  /** Refuses more positions than a sequence can have. */
  static void requireAllowed(int slot, int positions, ReplicaOptions options) {
    if (positions > options.maxModelLen()) {
      throw new IllegalArgumentException(
          "slot %d is asked to hold %d positions, but max-model-len is %d"
              .formatted(slot, positions, options.maxModelLen()));
    }
  }

  /** Refuses to copy what one of the slots has no memory for. */
  static void requireCopyable(ForwardModel model, int fromSlot, int toSlot, int positions) {
    int from = model.capacity(fromSlot);
    int to = model.capacity(toSlot);
    if (positions > from || positions > to) {
      throw new IllegalArgumentException(
          "%d positions cannot be copied from slot %d, which has %d, to slot %d, which has %d"
              .formatted(positions, fromSlot, from, toSlot, to));
    }
  }

  /** Refuses a step that goes beyond what is reserved. */
  static void requireReserved(ForwardModel model, StepBatch batch) {
    for (int i = 0; i < batch.slots().length; i++) {
      int end = batch.starts()[i] + batch.counts()[i];
      int capacity = model.capacity(batch.slots()[i]);
      if (end > capacity) {
        throw new IllegalArgumentException(
            "a step goes to position %d of slot %d, which has %d reserved"
                .formatted(end, batch.slots()[i], capacity));
      }
    }
  }

  private void prepareBlocks(StepBatch batch) {
    BlockTable.Changes changes = new BlockTable.Changes();
    for (int i = 0; i < batch.slots().length; i++) {
      int start = batch.starts()[i];
      tables[batch.slots()[i]].prepare(start, start + batch.counts()[i], changes);
    }
    if (!changes.copies.isEmpty()) {
      module.run("copy_blocks", changes.copies.stream().mapToInt(Integer::intValue).toArray());
    }
    if (!changes.cleared.isEmpty()) {
      module.run("clear_blocks", changes.cleared.stream().mapToInt(Integer::intValue).toArray());
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
    spin.ifPresent(SpinControl::close);
    module.close();
  }
}
