package io.mosaicgpt.model.replica.cpu;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.KvMemory;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.forward.StepTimes;
import io.mosaicgpt.model.replica.module.ModelModule;
import io.mosaicgpt.model.replica.module.ModuleSource;
import io.mosaicgpt.model.replica.module.ReplicaChecks;
import io.mosaicgpt.model.replica.module.ScriptModule;
import io.mosaicgpt.model.replica.module.WeightLoader;
import io.mosaicgpt.model.replica.threads.SpinControl;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * MosaicGPT on the CPU: its weights, and the KV cache that the slots share.
 *
 * <p>The cache is cut into blocks of {@value BlockTable#SIZE} positions. A slot has a table of
 * blocks; slots whose sequences begin alike have the first ones in common. Native memory outside a
 * step is the weights and the cache, nothing else: what a step makes ends with it, save its logits,
 * which end with the next step.
 */
public final class CpuReplica implements ForwardModel {
  private final ScriptModule module;
  private final ModelConfig config;
  private final ReplicaOptions options;
  private final int[] capacities;
  private final BlockTable[] tables;
  private final Optional<SpinControl> spin;
  private TensorOutput output;

  private CpuReplica(
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
   * Loads a model on the CPU; {@link io.mosaicgpt.model.replica.Replicas} loads on any device.
   *
   * @param listener told after each tensor, by the calling thread
   * @throws IllegalArgumentException when the options do not fit the model or the machine
   * @throws EngineFailure when PyTorch fails
   */
  public static CpuReplica load(
      Checkpoint checkpoint, ReplicaOptions options, ProgressListener listener) throws IOException {
    ReplicaChecks.requireUsable(checkpoint.config(), options);
    if (options.device().cuda()) {
      throw new IllegalArgumentException("%s is not the CPU".formatted(options.device()));
    }
    return load(checkpoint, options, listener, ModuleSource.of(options));
  }

  static CpuReplica load(
      Checkpoint checkpoint, ReplicaOptions options, ProgressListener listener, ModuleSource source)
      throws IOException {
    requireNonNull(listener, "listener is null");
    ModelConfig config = checkpoint.config();
    ScriptModule module = ModelModule.open(config, options, source);
    Optional<SpinControl> spin = SpinControl.of(ModelModule.threads(config, options));
    try {
      module.run("allocate", blocks(options));
      new WeightLoader(module, listener).load(checkpoint);
      RowLimit.choose(module, new RowCheck(module, config));
      return new CpuReplica(module, config, options, spin);
    } catch (IOException | RuntimeException | Error e) {
      spin.ifPresent(SpinControl::close);
      module.close();
      throw e;
    }
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
    return BlockTable.SIZE;
  }

  @Override
  public long bytesPerPosition() {
    return KvMemory.of(config, options.type()).bytesPerPosition();
  }

  @Override
  public int capacity(int slot) {
    return capacities[slot];
  }

  @Override
  public void reserve(int slot, int positions) {
    ReplicaChecks.requireAllowed(slot, positions, options);
    capacities[slot] = Math.max(capacities[slot], ReplicaOptions.roundedUp(positions));
  }

  @Override
  public void release(int slot) {
    tables[slot].clear();
    capacities[slot] = 0;
  }

  @Override
  public void copyPrefix(int fromSlot, int toSlot, int positions) {
    ReplicaChecks.requireCopyable(this, fromSlot, toSlot, positions);
    tables[toSlot].shareFirst(tables[fromSlot], positions);
  }

  @Override
  public boolean computesTrees() {
    return true;
  }

  @Override
  public StepOutput forward(StepBatch batch) {
    ReplicaChecks.requireReserved(this, batch);
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
              layout.places(),
              layout.blocks(),
              layout.pieces(),
              layout.queries(),
              layout.keys(),
              layout.widths(),
              layout.tables(),
              layout.moves(),
              layout.from(),
              layout.to(),
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
