package io.mosaicgpt.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a step does is planned without PyTorch. */
class TrainingPlanTest {
  @Test
  void theLearningRateRisesInALineAndFallsByItsSchedule() {
    LearningRate cosine = new LearningRate(2, 10, 110, Schedule.COSINE, 0.1);
    assertThat(cosine.at(1)).isEqualTo(0.2);
    assertThat(cosine.at(10)).isEqualTo(2);
    assertThat(cosine.at(60)).isEqualTo(1.1, within(1e-12));
    assertThat(cosine.at(110)).isEqualTo(0.2, within(1e-12));
    assertThat(cosine.at(500)).isEqualTo(0.2, within(1e-12));
    LearningRate linear = new LearningRate(2, 0, 101, Schedule.LINEAR, 0);
    assertThat(linear.at(26)).isEqualTo(1.5);
    assertThat(linear.at(101)).isZero();
    LearningRate constant = new LearningRate(2, 5, 5, Schedule.CONSTANT, 0);
    assertThat(constant.at(4)).isEqualTo(1.6, within(1e-12));
    assertThat(constant.at(6)).isEqualTo(2);
  }

  @Test
  void withoutWarmUpTheFirstStepIsTakenAtThePeakIfItIsTheOnlyOneToo() {
    for (Schedule schedule : Schedule.values()) {
      assertThat(new LearningRate(2, 0, 100, schedule, 0.02).at(1)).isEqualTo(2);
      assertThat(new LearningRate(2, 1, 100, schedule, 0.02).at(1)).isEqualTo(2);
      assertThat(new LearningRate(2, 0, 1, schedule, 0.02).at(1)).isEqualTo(2);
    }
    assertThat(new LearningRate(2, 0, 100, Schedule.COSINE, 0.02).at(100)).isEqualTo(0.04);
  }

  @Test
  void dropoutIsAFunctionOfSeedStepAndMicroBatch() {
    DropoutFactors dropout = new DropoutFactors(0.25, 3);
    float[] factors = dropout.of(1, 0, 100_000);
    assertThat(factors).containsOnly(0, 1 / 0.75f);
    int zeros = 0;
    for (float factor : factors) {
      zeros += factor == 0 ? 1 : 0;
    }
    assertThat(zeros).isBetween(24_300, 25_700); // Five standard deviations.
    assertThat(new DropoutFactors(0.25, 3).of(1, 0, 100)).isEqualTo(dropout.of(1, 0, 100));
    assertThat(dropout.of(2, 0, 100)).isNotEqualTo(dropout.of(1, 0, 100));
    assertThat(dropout.of(1, 1, 100)).isNotEqualTo(dropout.of(1, 0, 100));
    assertThat(new DropoutFactors(0.25, 4).of(1, 0, 100)).isNotEqualTo(dropout.of(1, 0, 100));
  }

  @Test
  void aStepIsCutIntoRowsOfSimilarLength() {
    List<MicroBatch> batches =
        MicroBatch.cut(
            List.of(
                Fixtures.whole(1, 2, 3, 4, 5, 6),
                Fixtures.answer(2, 7, 8, 9),
                Fixtures.answer(2, 10, 11, 12, 13)),
            6);
    assertThat(batches).hasSize(2);
    MicroBatch first = batches.get(0);
    assertThat(first.rows()).isEqualTo(2);
    assertThat(first.length()).isEqualTo(3);
    assertThat(first.tokens()).containsExactly(7, 8, 0, 10, 11, 12);
    assertThat(first.scored()).containsExactly(1, 4, 5);
    assertThat(first.targets()).containsExactly(9, 12, 13);
    assertThat(first.weights()).containsExactly(1 / 8f, 1 / 8f, 1 / 8f);
    assertThat(batches.get(1).tokens()).containsExactly(1, 2, 3, 4, 5);
    assertThat(batches.get(1).targets()).containsExactly(2, 3, 4, 5, 6);
  }

  @Test
  void settingsOutsideTheirRangeAreRefusedByName() {
    assertRefused(TrainingOptions.builder().learningRate(0), "learningRate is 0.0");
    assertRefused(TrainingOptions.builder().warmupSteps(-1), "warmupSteps is -1");
    assertRefused(TrainingOptions.builder().steps(0), "steps is 0");
    assertRefused(TrainingOptions.builder().endShare(1.1), "endShare is 1.1");
    assertRefused(TrainingOptions.builder().weightDecay(Double.NaN), "weightDecay is NaN");
    assertRefused(TrainingOptions.builder().beta1(1), "beta1 is 1.0");
    assertRefused(TrainingOptions.builder().beta2(-0.1), "beta2 is -0.1");
    assertRefused(TrainingOptions.builder().epsilon(0), "epsilon is 0.0");
    assertRefused(TrainingOptions.builder().clipNorm(-1), "clipNorm is -1.0");
    assertRefused(TrainingOptions.builder().labelSmoothing(1), "labelSmoothing is 1.0");
    assertRefused(TrainingOptions.builder().dropout(1), "dropout is 1.0");
    assertRefused(TrainingOptions.builder().averageDecay(1), "averageDecay is 1.0");
    assertRefused(TrainingOptions.builder().microBatchTokens(0), "microBatchTokens is 0");
  }

  private static void assertRefused(TrainingOptionsBuilder options, String beginning) {
    assertThatThrownBy(options::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(beginning + ", but must be ");
  }
}
