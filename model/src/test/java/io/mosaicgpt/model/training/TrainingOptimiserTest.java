package io.mosaicgpt.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.training.data.TrainingRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clipping, decay, AdamW and moving average do what their formulas say. */
class TrainingOptimiserTest {
  private static final TrainingOptions OPTIONS =
      TrainingOptions.builder()
          .learningRate(0.01)
          .warmupSteps(2)
          .steps(6)
          .schedule(Schedule.LINEAR)
          .weightDecay(0.3)
          .clipNorm(0.5)
          .averageDecay(0.9)
          .build();

  /** Plain loops over a weight's numbers. */
  private static final class Reference {
    private final double[] w;
    private final double[] m;
    private final double[] v;
    private final double[] average;
    private final boolean decayed;

    Reference(double[] w, String name) {
      this.w = w;
      m = new double[w.length];
      v = new double[w.length];
      average = w.clone();
      decayed =
          name.endsWith(".weight")
              && List.of("Wqkv", "out_proj", "mlp_up", "mlp_down").stream()
                  .anyMatch(name::contains);
    }

    void step(int step, double[] gradient, double clip, double rate, double keep) {
      for (int i = 0; i < w.length; i++) {
        double g = gradient[i] * clip;
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.98 * v[i] + 0.02 * g * g;
        double mean = m[i] / (1 - Math.pow(0.9, step));
        double square = v[i] / (1 - Math.pow(0.98, step));
        double decay = decayed ? rate * 0.3 * w[i] : 0;
        w[i] = w[i] - decay - rate * mean / (Math.sqrt(square) + 1e-8);
        average[i] = keep * average[i] + (1 - keep) * w[i];
      }
    }
  }

  @Test
  void severalStepsAreThoseOfTheReference() throws IOException {
    double[] rates = {0.005, 0.01, 0.0076, 0.0051};
    try (Checkpoint checkpoint = Fixtures.golden("biased");
        TrainingModule module = Fixtures.inDouble(checkpoint, OPTIONS)) {
      Trainer trainer =
          new Trainer(
              module,
              checkpoint.config(),
              OPTIONS,
              new RunIdentity(Map.of(), "model", "data", Map.of()));
      Reference[] references = new Reference[module.layout().size()];
      for (int i = 0; i < references.length; i++) {
        references[i] =
            new Reference(
                Fixtures.doubles(module, TensorGroup.WEIGHTS, i), module.layout().get(i).name());
      }
      for (int step = 1; step <= 4; step++) {
        List<TrainingRecord> rows = Fixtures.rows(step, 5, 256);
        double[][] gradients = gradients(module, rows);
        double norm = norm(gradients);
        assertThat(norm).as("long enough to be clipped").isGreaterThan(0.5);

        StepResult result = trainer.train(rows);

        assertThat(result.gradientNorm()).isEqualTo(norm, within(1e-9));
        double rate = result.learningRate();
        assertThat(rate)
            .isEqualTo(OPTIONS.rate().at(step))
            .isEqualTo(rates[step - 1], within(1e-4));
        double keep = Math.min(0.9, (1.0 + step) / (10.0 + step));
        for (int i = 0; i < references.length; i++) {
          references[i].step(step, gradients[i], 0.5 / (norm + 1e-6), rate, keep);
          assertClose(Fixtures.doubles(module, TensorGroup.WEIGHTS, i), references[i].w);
          assertClose(Fixtures.doubles(module, TensorGroup.FIRST_MOMENT, i), references[i].m);
          assertClose(Fixtures.doubles(module, TensorGroup.SECOND_MOMENT, i), references[i].v);
          assertClose(Fixtures.doubles(module, TensorGroup.AVERAGE, i), references[i].average);
        }
      }
    }
  }

  private static double[][] gradients(TrainingModule module, List<TrainingRecord> rows) {
    for (MicroBatch batch : MicroBatch.cut(rows, OPTIONS.microBatchTokens())) {
      module.accumulate(batch, new DropoutFactors(0, 0), 1, 0);
    }
    double[][] gradients = new double[module.layout().size()][];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = Fixtures.doubles(module, TensorGroup.GRADIENTS, i);
    }
    module.dropGradients();
    return gradients;
  }

  private static double norm(double[][] gradients) {
    double sum = 0;
    for (double[] gradient : gradients) {
      for (double g : gradient) {
        sum += g * g;
      }
    }
    return Math.sqrt(sum);
  }

  private static void assertClose(double[] actual, double[] expected) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    assertThat(worst).isLessThan(1e-11);
  }
}
