package io.mosaicgpt.model.replica.module;

import static java.util.Comparator.comparingInt;

import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import java.io.IOException;
import java.util.List;

/**
 * Hands a checkpoint's tensors to the module, one after the other: norms and biases, then matrices
 * in the order of the model, for the module may multiply the ones into the others.
 */
public final class WeightLoader {
  private final ScriptModule module;
  private final ProgressListener listener;

  public WeightLoader(ScriptModule module, ProgressListener listener) {
    this.module = module;
    this.listener = listener;
  }

  /** Loads every tensor of the checkpoint. */
  public void load(Checkpoint checkpoint) throws IOException {
    WeightNames names = new WeightNames(checkpoint.config().nLayers());
    List<TensorInfo> tensors = inOrder(checkpoint, names);
    long total = tensors.stream().mapToLong(TensorInfo::byteSize).sum();
    long done = 0;
    try (NDManager manager = module.manager().newSubManager();
        ReadAhead reader = new ReadAhead(manager, checkpoint, tensors)) {
      for (TensorInfo tensor : tensors) {
        module.run("set_staging", reader.next());
        hand(names.target(tensor.name()), tensor);
        done += tensor.byteSize();
        listener.progress(done, total);
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
