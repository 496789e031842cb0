package io.mosaicgpt.model.training;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.replica.module.PyTorch;
import io.mosaicgpt.model.training.data.TrainingRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Trains a model, step by step. What a step does depends on the weights before it, its rows, the
 * options and its number, and on nothing that is hidden. One thread at a time.
 */
public final class Trainer implements AutoCloseable {
  /** As in PyTorch's clip_grad_norm_. */
  private static final double CLIP_EPSILON = 1e-6;

  private final TrainingModule module;
  private final ModelConfig config;
  private final TrainingOptions options;
  private final RunIdentity identity;
  private final LearningRate rate;
  private final DropoutFactors dropout;
  private int step;

  Trainer(
      TrainingModule module, ModelConfig config, TrainingOptions options, RunIdentity identity) {
    this.module = module;
    this.config = config;
    this.options = options;
    this.identity = identity;
    this.rate = options.rate();
    this.dropout = new DropoutFactors(options.dropout(), options.seed());
  }

  /**
   * Starts with the weights of a checkpoint; {@link TrainingStates#restore} goes on with later
   * ones.
   *
   * @param dataFingerprint stands for all rows and their order: a run is resumed with the same only
   * @throws IllegalArgumentException when the machine does not have the device
   * @throws io.mosaicgpt.model.forward.EngineFailure when PyTorch fails
   */
  public static Trainer open(
      Checkpoint checkpoint,
      String dataFingerprint,
      TrainingOptions options,
      ComputeOptions compute)
      throws IOException {
    return open(checkpoint, dataFingerprint, Map.of(), options, compute);
  }

  /**
   * The same for a run whose settings follow from others.
   *
   * @param given what the user chose, by the names that he knows: a run is resumed with the same
   *     only, and a refusal names one of these first
   */
  public static Trainer open(
      Checkpoint checkpoint,
      String dataFingerprint,
      Map<String, String> given,
      TrainingOptions options,
      ComputeOptions compute)
      throws IOException {
    requireNonNull(dataFingerprint, "dataFingerprint is null");
    PyTorch.start();
    PyTorch.requireDevice(compute.device(), ElementType.FLOAT32);
    TrainingModule module = TrainingModule.open(checkpoint.config(), options, compute);
    try {
      module.load(checkpoint);
      RunIdentity identity =
          new RunIdentity(given, checkpoint.hash(), dataFingerprint, options.settings());
      return new Trainer(module, checkpoint.config(), options, identity);
    } catch (IOException | RuntimeException | Error e) {
      module.close();
      throw e;
    }
  }

  /** Steps taken since the first weights. */
  public int step() {
    return step;
  }

  /**
   * Takes a step.
   *
   * @param records of one batch, however long
   * @throws NonFiniteLossException when loss or gradient are no numbers; nothing has changed then
   * @throws IllegalArgumentException when a row does not fit the model, or there is none
   */
  public StepResult train(List<TrainingRecord> records) {
    requireFitting(records);
    List<MicroBatch> batches = MicroBatch.cut(records, options.microBatchTokens());
    int next = step + 1;
    try {
      double loss = 0;
      for (int i = 0; i < batches.size(); i++) {
        loss += module.accumulate(batches.get(i), dropout, next, i);
      }
      double norm = module.gradientNorm();
      if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
        throw new NonFiniteLossException(next, loss, norm);
      }
      double learningRate = rate.at(next);
      module.update(next, scale(norm), learningRate, averageDecay(next));
      step = next;
      return new StepResult(
          next,
          loss,
          norm,
          learningRate,
          records.stream().mapToInt(TrainingRecord::read).sum(),
          batches.stream().mapToInt(batch -> batch.scored().length).sum());
    } catch (RuntimeException e) {
      module.dropGradients();
      throw e;
    }
  }

  /**
   * The mean loss of the tokens that count, in nats, without dropout and label smoothing.
   *
   * @param averaged with the moving average in place of the weights
   */
  public double evaluate(List<TrainingRecord> records, boolean averaged) {
    requireFitting(records);
    requireAverage(averaged);
    return MicroBatch.cut(records, options.microBatchTokens()).stream()
        .mapToDouble(batch -> module.evaluate(batch, averaged))
        .sum();
  }

  private double scale(double norm) {
    return options.clipNorm() == 0 ? 1 : Math.min(1, options.clipNorm() / (norm + CLIP_EPSILON));
  }

  /** At first the average follows more quickly: it began with weights that have learned nothing. */
  private double averageDecay(int step) {
    return Math.min(options.averageDecay(), (1.0 + step) / (10.0 + step));
  }

  void requireAverage(boolean averaged) {
    if (averaged && options.averageDecay() == 0) {
      throw new IllegalArgumentException("there is no average: averageDecay is 0");
    }
  }

  private void requireFitting(List<TrainingRecord> records) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("there are no records");
    }
    for (TrainingRecord record : records) {
      if (!config.alibi() && record.read() > config.maxSeqLen()) {
        throw new IllegalArgumentException(
            "a record reads %d tokens, but %s has learned positions for %d only"
                .formatted(record.read(), config.name(), config.maxSeqLen()));
      }
      for (int token : record.tokens()) {
        if (token < 0 || token >= config.usableVocabSize()) {
          throw new IllegalArgumentException(
              "a record has the token %d, but the ids of %s are below %d"
                  .formatted(token, config.name(), config.usableVocabSize()));
        }
      }
    }
  }

  RunIdentity identity() {
    return identity;
  }

  TrainingModule module() {
    return module;
  }

  /** Goes on after a step whose tensors the module was given. */
  void resumeAfter(int step) {
    this.step = step;
  }

  @Override
  public void close() {
    module.close();
  }
}
