package io.mosaicgpt.model.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelScoresTest {
  @Test
  void areTheSoftmaxOfTheLogProbabilities() {
    LabelScores scores =
        new LabelScores(List.of("a", "b"), new double[] {Math.log(0.02), Math.log(0.06)});

    assertThat(scores.probabilities().get("a")).isCloseTo(0.25, within(1e-12));
    assertThat(scores.probabilities().get("b")).isCloseTo(0.75, within(1e-12));
    assertThat(scores.best()).isEqualTo("b");
    assertThat(scores.ranked().keySet()).containsExactly("b", "a");
  }

  @Test
  void holdUpWhenEveryLabelIsVeryUnlikely() {
    LabelScores scores = new LabelScores(List.of("a", "b"), new double[] {-2000, -2000});

    assertThat(scores.probabilities()).containsEntry("a", 0.5).containsEntry("b", 0.5);
    assertThat(scores.best()).isEqualTo("a");
  }
}
