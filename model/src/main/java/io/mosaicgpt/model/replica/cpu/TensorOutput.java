package io.mosaicgpt.model.replica.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.replica.module.ScriptModule;
import java.util.Arrays;

/** Logits on the device, in a manager of their own that closing frees. */
final class TensorOutput implements StepOutput, AutoCloseable {
  private final ScriptModule module;
  private final NDManager manager;
  private final NDArray logits; // [rows, usable vocabulary], float32

  TensorOutput(ScriptModule module, NDManager manager, NDArray logits) {
    this.module = module;
    this.manager = manager;
    this.logits = logits;
  }

  @Override
  public int[] greedy() {
    requireOpen();
    return Arrays.stream(module.longs("greedy", logits)).mapToInt(Math::toIntExact).toArray();
  }

  @Override
  public float[] logits(int row) {
    requireOpen();
    try (NDArray values = module.tensor(manager, "row", logits, row)) {
      return values.toFloatArray();
    }
  }

  private void requireOpen() {
    if (!manager.isOpen()) {
      throw new IllegalStateException("this output was read after the next step began");
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
