package io.mosaicgpt.model.training;

import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.corpus.Place;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.replica.cpu.GoldenCase;
import io.mosaicgpt.model.replica.module.PyTorch;
import io.mosaicgpt.model.replica.module.ScalarType;
import io.mosaicgpt.model.training.data.TrainingRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small models and rows to train with. */
final class Fixtures {
  /** One thread: these models are too small for two. */
  static final ComputeOptions ONE_THREAD = new ComputeOptions(ReplicaDevice.CPU, 1, false);

  static final ComputeOptions RECOMPUTING = new ComputeOptions(ReplicaDevice.CPU, 1, true);

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Fixtures() {}

  static Checkpoint golden(String name) throws IOException {
    return Checkpoints.open(new GoldenCase(name).directory());
  }

  static Trainer trainer(String golden, TrainingOptions options) throws IOException {
    return trainer(golden, options, ONE_THREAD);
  }

  static Trainer trainer(String golden, TrainingOptions options, ComputeOptions compute)
      throws IOException {
    try (Checkpoint checkpoint = golden(golden)) {
      return Trainer.open(checkpoint, "data", options, compute);
    }
  }

  /** A golden model in float64, in which rounding hides nothing. */
  static TrainingModule inDouble(Checkpoint checkpoint, TrainingOptions options)
      throws IOException {
    PyTorch.start();
    TrainingModule module =
        TrainingModule.open(
            checkpoint.config(), options, ONE_THREAD, ScalarType.FLOAT64, ScalarType.FLOAT64);
    module.load(checkpoint);
    return module;
  }

  /** A record that is learned from its second token on. */
  static TrainingRecord whole(int... tokens) {
    return answer(1, tokens);
  }

  /** A record whose first tokens are given. */
  static TrainingRecord answer(int given, int... tokens) {
    return new TrainingRecord(tokens, given, new Place("rows", 1));
  }

  /** Rows of random tokens, the first one the shortest. */
  static List<TrainingRecord> rows(long seed, int count, int vocab) {
    Random random = new Random(seed);
    List<TrainingRecord> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(answer(1 + i / 2, random.ints(4 + 3L * i, 0, vocab).toArray()));
    }
    return rows;
  }

  static double[] doubles(TrainingModule module, TensorGroup group, int index) {
    try (NDManager manager = module.newManager()) {
      return doubles(
          module.get(manager, group, index, ScalarType.FLOAT64).toByteBuffer(true).order(ORDER));
    }
  }

  private static double[] doubles(ByteBuffer bytes) {
    double[] numbers = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(numbers);
    return numbers;
  }

  static void put(TrainingModule module, int index, double[] numbers) throws IOException {
    module.put(
        TensorGroup.WEIGHTS,
        index,
        ScalarType.FLOAT64,
        (long) numbers.length * Double.BYTES,
        bytes -> bytes.order(ORDER).asDoubleBuffer().put(numbers));
  }

  /** Every number of a group; floats are exact in it. */
  static List<double[]> all(Trainer trainer, TensorGroup group) {
    List<double[]> all = new ArrayList<>();
    for (int i = 0; i < trainer.module().layout().size(); i++) {
      all.add(doubles(trainer.module(), group, i));
    }
    return all;
  }
}
