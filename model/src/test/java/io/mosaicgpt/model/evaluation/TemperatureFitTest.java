package io.mosaicgpt.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.checkpoint.Calibration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TemperatureFitTest {
  private static final List<String> TWO = List.of("a", "b");

  /** Every example says a with odds of e to the second. */
  private static ScoredExamples sure(int... truths) {
    return new ScoredExamples(
        TWO, truths, Collections.nCopies(truths.length, new double[] {-1, -3}));
  }

  @Test
  void theProbabilityBecomesTheShareThatIsRight() {
    // sigmoid(2 / T) = 3 / 4
    assertThat(TemperatureFit.of(sure(0, 0, 0, 1))).isCloseTo(2 / Math.log(3), within(1e-12));
    // sigmoid(2 / T) = 15 / 16: less sure than it may be.
    int[] fifteen = new int[16];
    fifteen[3] = 1;
    assertThat(TemperatureFit.of(sure(fifteen))).isCloseTo(2 / Math.log(15), within(1e-12));
  }

  @Test
  void withoutAMinimumItStaysInItsBounds() {
    assertThat(TemperatureFit.of(sure(0, 0, 0))).as("always right").isEqualTo(0.05);
    assertThat(TemperatureFit.of(sure(0, 1))).as("right by chance").isEqualTo(20);
    assertThat(TemperatureFit.of(sure(1, 1))).as("always wrong").isEqualTo(20);
  }

  @Test
  void whereAllAreEquallyGoodItIsOne() {
    ScoredExamples flat =
        new ScoredExamples(TWO, new int[] {0, 1, 1}, Collections.nCopies(3, new double[] {-2, -2}));

    assertThat(TemperatureFit.of(flat)).isEqualTo(1);
  }

  @Test
  void theTemperatureOfLabelsDrawnWithOneIsFoundAgain() {
    double drawnWith = 2.5;
    ScoredExamples scored = drawn(drawnWith, 20_000);
    double fitted = TemperatureFit.of(scored);

    assertThat(fitted).isCloseTo(drawnWith, within(0.1)).isEqualTo(TemperatureFit.of(scored));
    double best = LabelReport.of(scored, fitted).negativeLogLikelihood();
    for (double other : new double[] {0.05, 1, fitted * 0.999, fitted * 1.001, 20}) {
      assertThat(LabelReport.of(scored, other).negativeLogLikelihood()).isGreaterThan(best);
    }
  }

  @Test
  void theCalibrationSaysWhatItWasFittedOnAndWhatItBrings() {
    ScoredExamples scored = sure(0, 0, 0, 1);
    Calibration calibration = TemperatureFit.calibration(scored);
    Calibration.Fit fit = calibration.fit().orElseThrow();

    assertThat(calibration.labelTemperature()).isEqualTo(TemperatureFit.of(scored));
    assertThat(fit.examples()).isEqualTo(4);
    assertThat(fit.labels()).isEqualTo(2);
    assertThat(fit.errorBefore()).isCloseTo(1 / (1 + Math.exp(-2)) - 0.75, within(1e-12));
    assertThat(fit.errorAfter()).isCloseTo(0, within(1e-12));
  }

  /** Examples whose labels have the probabilities of their scores with a temperature. */
  private static ScoredExamples drawn(double temperature, int examples) {
    SplittableRandom random = new SplittableRandom(4);
    List<double[]> logprobs = new ArrayList<>();
    int[] truths = new int[examples];
    for (int i = 0; i < examples; i++) {
      double[] scores = random.doubles(5, -12, 0).toArray();
      logprobs.add(scores);
      double[] weights =
          IntStream.range(0, 5).mapToDouble(l -> Math.exp(scores[l] / temperature)).toArray();
      double left = random.nextDouble() * IntStream.range(0, 5).mapToDouble(l -> weights[l]).sum();
      while (truths[i] < 4 && left >= weights[truths[i]]) {
        left -= weights[truths[i]++];
      }
    }
    return new ScoredExamples(List.of("a", "b", "c", "d", "e"), truths, logprobs);
  }
}
