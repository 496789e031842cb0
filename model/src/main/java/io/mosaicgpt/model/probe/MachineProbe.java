package io.mosaicgpt.model.probe;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepCosts;
import io.mosaicgpt.model.replica.module.ModelModule;
import io.mosaicgpt.model.replica.module.ModuleSource;
import io.mosaicgpt.model.replica.module.PyTorch;
import io.mosaicgpt.model.replica.module.ScriptModule;
import io.mosaicgpt.model.replica.module.WeightLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what bounds a model's speed on this machine: reading memory, and the very linears that
 * the model is served with, in its own matrix shapes. Takes a few seconds for the published model
 * and less for smaller ones. Nothing else should compute meanwhile.
 */
public final class MachineProbe implements AutoCloseable {
  /** 512 MiB: larger than the last-level cache of any common processor. */
  private static final int BUFFER_NUMBERS = 1 << 27;

  /** Each figure is the median of at least so many tries, which together take at least so long. */
  private static final int LEAST_TRIES = 5;

  private static final long LEAST_NANOS = 200_000_000;
  private static final int MOST_TRIES = 1000;

  private final ScriptModule module;
  private final StepCosts costs;
  private final int bufferNumbers;

  private MachineProbe(ScriptModule module, StepCosts costs, int bufferNumbers) {
    this.module = module;
    this.costs = costs;
    this.bufferNumbers = bufferNumbers;
  }

  /**
   * Measures.
   *
   * @param config whose matrix shapes to take
   * @param type the element type that the model is served in
   * @param device where it is served
   * @throws EngineFailure when PyTorch fails
   */
  public static MachineRates measure(ModelConfig config, ElementType type, ReplicaDevice device) {
    return measure(config, type, device, BUFFER_NUMBERS);
  }

  static MachineRates measure(
      ModelConfig config, ElementType type, ReplicaDevice device, int bufferNumbers) {
    requireNonNull(config, "config is null");
    PyTorch.start();
    PyTorch.requireDevice(device, type);
    ReplicaOptions options = new ReplicaOptions(type, device, 1, 1, 1);
    ModuleSource source = ModuleSource.probing(options);
    StepCosts costs = new StepCosts(config, type);
    try (OneBlock block = new OneBlock(config);
        MachineProbe probe =
            new MachineProbe(
                ModelModule.open(block.config(), options, source), costs, bufferNumbers)) {
      new WeightLoader(probe.module, ProgressListener.NONE).load(block);
      return new MachineRates(probe.readRate(), probe.matrixRate(256), probe.matrixRate(512));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double readRate() {
    try (NDManager manager = module.manager().newSubManager()) {
      NDArray buffer = module.tensor(manager, "probe_buffer", bufferNumbers);
      double seconds = seconds("probe_read", buffer);
      return (double) bufferNumbers * Float.BYTES / seconds;
    }
  }

  private double matrixRate(int rows) {
    try (NDManager manager = module.manager().newSubManager()) {
      NDArray narrow = module.tensor(manager, "probe_input", rows, costs.config().dModel());
      NDArray wide = module.tensor(manager, "probe_input", rows, costs.config().mlpHidden());
      double seconds = seconds("probe_block", narrow, wide);
      return 2.0 * rows * costs.blockWeights() / seconds;
    }
  }

  /** Median time of a method, the first call left out. */
  private double seconds(String method, Object... arguments) {
    call(method, arguments);
    List<Long> tries = new ArrayList<>();
    long total = 0;
    while ((tries.size() < LEAST_TRIES || total < LEAST_NANOS) && tries.size() < MOST_TRIES) {
      long start = System.nanoTime();
      call(method, arguments);
      long nanos = System.nanoTime() - start;
      tries.add(nanos);
      total += nanos;
    }
    return tries.stream().sorted().skip(tries.size() / 2).findFirst().orElseThrow() / 1e9;
  }

  private void call(String method, Object... arguments) {
    try (NDManager manager = module.manager().newSubManager()) {
      module.tensor(manager, method, arguments);
    }
  }

  @Override
  public void close() {
    module.close();
  }
}
