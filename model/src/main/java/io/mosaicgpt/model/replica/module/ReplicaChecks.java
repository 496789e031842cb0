package io.mosaicgpt.model.replica.module;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.ReplicaOptions;
import io.mosaicgpt.model.forward.StepBatch;

/** What every replica refuses, each with an {@link IllegalArgumentException}. */
public final class ReplicaChecks {
  private ReplicaChecks() {}

  /** Starts PyTorch, and refuses options that do not fit the model or the machine. */
  public static void requireUsable(ModelConfig config, ReplicaOptions options) {
    requireNonNull(options, "options is null");
    requireFitting(config, options);
    PyTorch.start();
    PyTorch.requireDevice(options.device(), options.type());
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

  /** Refuses more positions than a sequence can have. */
  public static void requireAllowed(int slot, int positions, ReplicaOptions options) {
    if (positions > options.maxModelLen()) {
      throw new IllegalArgumentException(
          "slot %d is asked to hold %d positions, but max-model-len is %d"
              .formatted(slot, positions, options.maxModelLen()));
    }
  }

  /** Refuses to copy what one of the slots has no memory for. */
  public static void requireCopyable(ForwardModel model, int fromSlot, int toSlot, int positions) {
    int from = model.capacity(fromSlot);
    int to = model.capacity(toSlot);
    if (positions > from || positions > to) {
      throw new IllegalArgumentException(
          "%d positions cannot be copied from slot %d, which has %d, to slot %d, which has %d"
              .formatted(positions, fromSlot, from, toSlot, to));
    }
  }

  /** Refuses a step that goes beyond what is reserved. */
  public static void requireReserved(ForwardModel model, StepBatch batch) {
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
}
