package io.mosaicgpt.jobs.measure.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogitDifferenceTest {
  private static final double CLOSE = 1e-6;

  private final LogitDifference difference = new LogitDifference(0.5);

  @Test
  void equalRowsDifferInNothing() {
    difference.add(new float[] {1, 3, 2}, new float[] {1, 3, 2});

    assertThat(difference.row("float32"))
        .isEqualTo(new FidelityRow("float32", 0, 0, 0, 0, 0, 100, 100.0));
  }

  @Test
  void differencesAreThoseOfSingleLogits() {
    difference.add(new float[] {3, 4}, new float[] {3, 5});
    difference.add(new float[] {0, 0}, new float[] {0, -3});

    FidelityRow row = difference.row("int8");
    assertThat(row.logitDiffMax()).isEqualTo(3);
    assertThat(row.logitDiffMean()).isEqualTo(1);
    // sqrt((1 + 9) / (9 + 16))
    assertThat(row.logitDiffRms()).isCloseTo(0.632456, within(CLOSE));
  }

  @Test
  void divergenceIsThatOfTheProbabilities() {
    float half = (float) Math.log(0.5);
    difference.add(
        new float[] {half, half}, new float[] {(float) Math.log(0.25), (float) Math.log(0.75)});

    // 0.5 ln(0.5 / 0.25) + 0.5 ln(0.5 / 0.75)
    assertThat(difference.row("int8").klMean()).isCloseTo(0.143841, within(CLOSE));
    assertThat(difference.meanTopProbability()).isCloseTo(0.5, within(CLOSE));
  }

  @Test
  void aShiftOfAllLogitsChangesNoProbability() {
    difference.add(new float[] {1, 2, 3}, new float[] {101, 102, 103});

    FidelityRow row = difference.row("int8");
    assertThat(row.klMax()).isCloseTo(0, within(CLOSE));
    assertThat(row.agreement()).isEqualTo(100);
    assertThat(row.logitDiffMean()).isEqualTo(100);
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    difference.add(new float[] {5000, -5000}, new float[] {-5000, 5000});

    assertThat(difference.row("int8").klMax()).isEqualTo(10000);
  }

  @Test
  void agreementIsCountedOverAllAndOverClearChoices() {
    difference.add(new float[] {0, 0.1f}, new float[] {0.1f, 0});
    difference.add(new float[] {0, 1}, new float[] {0, 2});
    difference.add(new float[] {0, 1}, new float[] {2, 0});
    difference.add(new float[] {0, 9}, new float[] {0, 1});

    FidelityRow row = difference.row("int8");
    assertThat(row.agreement()).isEqualTo(50);
    assertThat(row.agreementAboveMargin()).isCloseTo(66.666667, within(CLOSE));
    assertThat(difference.clearRows()).isEqualTo(3);
  }

  @Test
  void withoutAClearChoiceThereIsNoShareOfThem() {
    difference.add(new float[] {0, 0.1f}, new float[] {0, 0.1f});

    assertThat(difference.row("int8").agreementAboveMargin()).isNull();
  }

  @Test
  void theFirstOfEqualLogitsIsTheChoice() {
    assertThat(TopTwo.of(new float[] {1, 7, 7})).isEqualTo(new TopTwo(1, 0));
    assertThat(TopTwo.of(new float[] {9, 7, 8})).isEqualTo(new TopTwo(0, 1));
    assertThat(TopTwo.of(new float[] {7, 8, 10})).isEqualTo(new TopTwo(2, 2));
  }
}
