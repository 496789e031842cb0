package io.mosaicgpt.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.training.data.TrainingRecord;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients are those of the loss. */
class TrainingGradientTest {
  private static final double STEP = 1e-5;
  private static final int SAMPLES = 4;

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void gradientsAreFiniteDifferences(String name) throws IOException {
    TrainingOptions options =
        TrainingOptions.builder().labelSmoothing(0.1).dropout(0.2).seed(7).build();
    try (Checkpoint checkpoint = Fixtures.golden(name);
        TrainingModule module = Fixtures.inDouble(checkpoint, options)) {
      MicroBatch batch = MicroBatch.cut(Fixtures.rows(2, 4, 256), 1000).get(0);
      Random random = new Random(3);
      loss(module, batch);
      int count = module.layout().size();
      double[][] gradients = new double[count][];
      for (int i = 0; i < count; i++) {
        gradients[i] = Fixtures.doubles(module, TensorGroup.GRADIENTS, i);
      }
      double worst = 0;
      double largest = 0;
      for (int i = 0; i < count; i++) {
        for (int s = 0; s < SAMPLES; s++) {
          // Most tokens are not in the batch: the embedding's first samples are of one that is.
          int at =
              i == 0 && s < SAMPLES / 2
                  ? (int) batch.tokens()[0] * checkpoint.config().dModel() + s
                  : random.nextInt(gradients[i].length);
          double difference = difference(module, batch, i, at);
          worst = Math.max(worst, Math.abs(gradients[i][at] - difference));
          largest = Math.max(largest, Math.abs(gradients[i][at]));
        }
      }
      assertThat(largest).isGreaterThan(1e-3);
      assertThat(worst).as("largest error of a gradient").isLessThan(1e-8);
    }
  }

  private static double difference(TrainingModule module, MicroBatch batch, int index, int at)
      throws IOException {
    double[] numbers = Fixtures.doubles(module, TensorGroup.WEIGHTS, index);
    double before = numbers[at];
    numbers[at] = before + STEP;
    Fixtures.put(module, index, numbers);
    double above = loss(module, batch);
    numbers[at] = before - STEP;
    Fixtures.put(module, index, numbers);
    double below = loss(module, batch);
    numbers[at] = before;
    Fixtures.put(module, index, numbers);
    return (above - below) / (2 * STEP);
  }

  /** With the same dropout each time; leaves the gradients of this call alone. */
  private static double loss(TrainingModule module, MicroBatch batch) {
    module.dropGradients();
    return module.accumulate(batch, new DropoutFactors(0.2, 7), 1, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "noqkln", "clip", "biased", "learnedpos"})
  void recomputedActivationsGiveTheSameBits(String name) throws IOException {
    TrainingOptions options = TrainingOptions.builder().dropout(0.1).microBatchTokens(40).build();
    try (Trainer kept = Fixtures.trainer(name, options);
        Trainer recomputed = Fixtures.trainer(name, options, Fixtures.RECOMPUTING)) {
      for (int i = 0; i < 3; i++) {
        List<TrainingRecord> rows = Fixtures.rows(i, 5, 256);
        assertThat(recomputed.train(rows)).isEqualTo(kept.train(rows));
      }
      assertThat(Fixtures.all(recomputed, TensorGroup.WEIGHTS))
          .usingRecursiveComparison()
          .isEqualTo(Fixtures.all(kept, TensorGroup.WEIGHTS));
    }
  }

  @Test
  void microBatchesAddUpToTheBatch() throws IOException {
    List<TrainingRecord> rows = Fixtures.rows(4, 7, 256);
    try (Checkpoint checkpoint = Fixtures.golden("biased");
        TrainingModule module = Fixtures.inDouble(checkpoint, TrainingOptions.builder().build())) {
      double[][] whole = gradients(module, rows, 10_000);
      double[][] pieces = gradients(module, rows, 20);
      for (int i = 0; i < whole.length; i++) {
        for (int j = 0; j < whole[i].length; j++) {
          // The loss's weights are float32.
          assertThat(Math.abs(whole[i][j] - pieces[i][j])).isLessThan(1e-7);
        }
      }
    }
  }

  private static double[][] gradients(TrainingModule module, List<TrainingRecord> rows, int most) {
    module.dropGradients();
    for (MicroBatch batch : MicroBatch.cut(rows, most)) {
      module.accumulate(batch, new DropoutFactors(0, 0), 1, 0);
    }
    double[][] gradients = new double[module.layout().size()][];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = Fixtures.doubles(module, TensorGroup.GRADIENTS, i);
    }
    return gradients;
  }
}
