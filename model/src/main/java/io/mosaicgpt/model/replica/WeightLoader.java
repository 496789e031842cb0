package io.mosaicgpt.model.replica;

import static java.util.Comparator.comparingInt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Hands a checkpoint's tensors to the module, one after the other through one buffer as large as
 * the largest of them: norms and biases, then matrices in the order of the model, for the module
 * may multiply the ones into the others. The buffer is a native tensor of bytes: neither the heap
 * nor the JVM's limit of direct memory counts it.
 */
final class WeightLoader {
  private final ScriptModule module;
  private final LoadListener listener;

  WeightLoader(ScriptModule module, LoadListener listener) {
    this.module = module;
    this.listener = listener;
  }

  /** Loads every tensor of the checkpoint. */
  void load(Checkpoint checkpoint) throws IOException {
    WeightNames names = new WeightNames(checkpoint.config().nLayers());
    long total = checkpoint.tensors().stream().mapToLong(TensorInfo::byteSize).sum();
    long done = 0;
    try (NDManager manager = module.manager().newSubManager()) {
      ByteBuffer staging = stage(manager, checkpoint);
      for (TensorInfo tensor : inOrder(checkpoint, names)) {
        checkpoint.read(tensor, staging.clear().limit((int) tensor.byteSize()));
        hand(names.target(tensor.name()), tensor);
        done += tensor.byteSize();
        listener.loaded(done, total);
      }
    } finally {
      module.run("drop_staging");
    }
  }

  private static List<TensorInfo> inOrder(Checkpoint checkpoint, WeightNames names) {
    return checkpoint.tensors().stream()
        .sorted(
            comparingInt((TensorInfo tensor) -> tensor.shape().size())
                .thenComparing(tensor -> names.target(tensor.name()).index().orElse(0)))
        .toList();
  }

  private ByteBuffer stage(NDManager manager, Checkpoint checkpoint) {
    TensorInfo largest =
        checkpoint.tensors().stream()
            .max((a, b) -> Long.compare(a.byteSize(), b.byteSize()))
            .orElseThrow(() -> new CheckpointException("the checkpoint has no tensors"));
    if (largest.byteSize() > Integer.MAX_VALUE) {
      throw new CheckpointException(
          "tensor %s has %d bytes, but at most %d can be loaded: store it in a 16-bit type"
              .formatted(largest.name(), largest.byteSize(), Integer.MAX_VALUE));
    }
    NDArray bytes = manager.create(new Shape(largest.byteSize()), DataType.INT8);
    module.run("set_staging", bytes);
    return bytes.toByteBuffer(true);
  }

  private void hand(WeightNames.Target target, TensorInfo tensor) {
    int type = ScalarType.of(tensor.type());
    long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
    if (target.index().isPresent()) {
      module.run(target.method(), target.index().get(), type, shape);
    } else {
      module.run(target.method(), type, shape);
    }
  }
}
