package io.mosaicgpt.model.replica.gpu;

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
import io.mosaicgpt.model.replica.module.ModelModule;
import io.mosaicgpt.model.replica.module.ModuleSource;
import io.mosaicgpt.model.replica.module.PyTorch;
import io.mosaicgpt.model.replica.module.ReplicaChecks;
import io.mosaicgpt.model.replica.module.ScriptModule;
import io.mosaicgpt.model.replica.module.WeightLoader;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MosaicGPT for a device where launching an operator is what a step of a small batch costs: the KV
 * cache of all slots is one pool, taken when the model is loaded, and a step has the same few
 * operators however many slots are in it. One list of numbers goes to the device in each step, and
 * what is asked of {@link StepOutput} comes back.
 */
public final class PooledReplica implements ForwardModel {
  /**
   * System property: rows that a linear layer computes at a time. Kernels of matrix products, and
   * with them the order of their sums, are chosen by the number of rows, so it is always the same
   * one. 0 computes all rows of a step at once, as many as there are.
   */
  static final String BLOCK_PROPERTY = "mosaicgpt.cuda.row-block";

  /** A product of so many rows takes about as long as reading its weights. */
  static final int BLOCK = 128;

  private static final Logger LOG = LoggerFactory.getLogger(PooledReplica.class);

  /** Of two kernels that differ by the order of their sums alone, in bfloat16. */
  private static final double MOST_DIFFERENCE = 0.03;

  /** Positions that kernels are compared on. */
  private static final int TRIAL_LENGTH = 300;

  private final ScriptModule module;
  private final ModelConfig config;
  private final ReplicaOptions options;
  private final AttentionKernel kernel;
  private final KvRegions regions;
  private final int positions;
  private final int block;
  private PooledOutput output;

  private PooledReplica(
      ScriptModule module,
      ModelConfig config,
      ReplicaOptions options,
      AttentionKernel kernel,
      int block) {
    this.module = module;
    this.config = config;
    this.options = options;
    this.kernel = kernel;
    this.block = block;
    this.positions = Math.toIntExact(options.kvPositions());
    this.regions =
        new KvRegions(options.slots(), positions, ReplicaOptions.roundedUp(options.maxModelLen()));
  }

  /**
   * Loads a model on any device.
   *
   * @param listener told after each tensor
   * @throws IllegalArgumentException when the options do not fit the model or the machine
   * @throws EngineFailure when PyTorch fails
   */
  public static PooledReplica load(
      Checkpoint checkpoint, ReplicaOptions options, ProgressListener listener) throws IOException {
    ReplicaChecks.requireUsable(checkpoint.config(), options);
    return load(
        checkpoint,
        options,
        listener,
        ModuleSource.pooled(),
        AttentionKernel.candidates(
            checkpoint.config(), options.type(), options.device(), options.maxModelLen()));
  }

  /** Loads a model with the first attention that works. */
  static PooledReplica load(
      Checkpoint checkpoint,
      ReplicaOptions options,
      ProgressListener listener,
      ModuleSource source,
      List<AttentionKernel> candidates)
      throws IOException {
    requireNonNull(listener, "listener is null");
    PyTorch.start();
    ModelConfig config = checkpoint.config();
    ScriptModule module = ModelModule.open(config, options, source);
    try {
      AttentionKernel kernel = firstWorking(module, options, candidates);
      int block = Math.max(0, Integer.getInteger(BLOCK_PROPERTY, BLOCK));
      PooledReplica replica = new PooledReplica(module, config, options, kernel, block);
      // Before the weights: if memory does not last, the user is told at once.
      module.run(
          "configure_pool", replica.positions, options.maxModelLen(), kernel.number(), block);
      new WeightLoader(module, listener).load(checkpoint);
      module.run("prepare");
      LOG.info(
          "KV cache of {} positions, {} bytes, on {}, {} attention",
          replica.positions,
          replica.memory().bytes(replica.positions),
          options.device(),
          kernel);
      return replica;
    } catch (IOException | RuntimeException | Error e) {
      module.close();
      throw e;
    }
  }

  private static AttentionKernel firstWorking(
      ScriptModule module, ReplicaOptions options, List<AttentionKernel> candidates) {
    for (AttentionKernel kernel : candidates) {
      if (kernel == AttentionKernel.PRODUCTS) {
        return kernel;
      }
      try {
        double difference = module.number("difference", kernel.number(), TRIAL_LENGTH);
        if (difference < MOST_DIFFERENCE) {
          return kernel;
        }
        LOG.warn("{} attention is off by {} on {}: not used", kernel, difference, options.device());
      } catch (EngineFailure e) {
        LOG.warn("{} attention does not run on {}: not used", kernel, options.device(), e);
      }
    }
    throw new EngineFailure(
        "the attention that %s names does not work on %s"
            .formatted(AttentionKernel.PROPERTY, options.device()),
        null);
  }

  /** Bytes of the pool. */
  long poolBytes() {
    return module.longs("pool_bytes")[0];
  }

  /** What attention is computed by. */
  AttentionKernel kernel() {
    return kernel;
  }

  @Override
  public int slots() {
    return options.slots();
  }

  @Override
  public int positionQuantum() {
    return ReplicaOptions.POSITION_QUANTUM;
  }

  @Override
  public long bytesPerPosition() {
    return memory().bytesPerPosition();
  }

  private KvMemory memory() {
    return KvMemory.pooled(config, options.type(), kernel.extra(config));
  }

  @Override
  public int capacity(int slot) {
    return regions.capacity(slot);
  }

  @Override
  public void reserve(int slot, int wanted) {
    ReplicaChecks.requireAllowed(slot, wanted, options);
    if (wanted <= regions.capacity(slot)) {
      return;
    }
    for (KvRegions.Move move : regions.grow(slot, ReplicaOptions.roundedUp(wanted))) {
      module.run("move", move.from(), move.to(), move.count());
    }
  }

  @Override
  public void release(int slot) {
    regions.release(slot);
  }

  @Override
  public void copyPrefix(int fromSlot, int toSlot, int count) {
    ReplicaChecks.requireCopyable(this, fromSlot, toSlot, count);
    module.run("move", regions.start(fromSlot), regions.start(toSlot), count);
  }

  @Override
  public StepOutput forward(StepBatch batch) {
    ReplicaChecks.requireReserved(this, batch);
    dropOutput();
    PooledStep step = PooledStep.of(batch, regions, positions, block);
    NDManager manager = module.manager().newSubManager();
    try {
      NDArray logits =
          module.tensor(
              manager,
              "step",
              step.packed(),
              step.rows(),
              step.wanted(),
              step.starts(),
              step.firsts(),
              step.lengths());
      output = new PooledOutput(module, manager, logits, step.wanted());
      return output;
    } catch (RuntimeException e) {
      manager.close();
      throw e;
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
