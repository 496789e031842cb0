package io.mosaicgpt.model.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.checkpoint.Calibration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabelScoresTest {
  @Test
  void areTheSoftmaxOfTheLogProbabilities() {
    LabelScores scores =
        new LabelScores(
            List.of("a", "b"), new double[] {Math.log(0.02), Math.log(0.06)}, Calibration.NONE);

    assertThat(scores.probabilities().get("a")).isCloseTo(0.25, within(1e-12));
    assertThat(scores.probabilities().get("b")).isCloseTo(0.75, within(1e-12));
    assertThat(scores.best()).isEqualTo("b");
    assertThat(scores.ranked().keySet()).containsExactly("b", "a");
  }

  @Test
  void holdUpWhenEveryLabelIsVeryUnlikely() {
    LabelScores scores =
        new LabelScores(List.of("a", "b"), new double[] {-2000, -2000}, Calibration.NONE);

    assertThat(scores.probabilities()).containsEntry("a", 0.5).containsEntry("b", 0.5);
    assertThat(scores.best()).isEqualTo("a");
  }

  @Test
  void aTemperatureChangesProbabilitiesAndNeitherTheBestNorTheOrder() {
    List<String> labels = List.of("a", "b", "c");
    double[] logprobs = {Math.log(0.01), Math.log(0.16), Math.log(0.04)};
    for (double temperature : new double[] {1e-300, 0.5, 2, 1e300}) {
      LabelScores scores =
          new LabelScores(labels, logprobs, new Calibration(temperature, Optional.empty()));
      assertThat(scores.best()).isEqualTo("b");
      assertThat(scores.ranked().keySet()).containsExactly("b", "c", "a");
      assertThat(scores.probabilities().keySet()).containsExactly("a", "b", "c");
    }

    LabelScores half = new LabelScores(labels, logprobs, new Calibration(0.5, Optional.empty()));
    assertThat(half.probabilities().get("b")).isCloseTo(256 / 273.0, within(1e-12));
    LabelScores twice = new LabelScores(labels, logprobs, new Calibration(2, Optional.empty()));
    assertThat(twice.probabilities().get("b")).isCloseTo(4 / 7.0, within(1e-12));
    assertThat(twice.probabilities().get("a")).isCloseTo(1 / 7.0, within(1e-12));
  }
}
