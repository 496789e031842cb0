package io.mosaicgpt.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScopeSeparationTest {
  @Test
  void tiesCountHalf() {
    // 0.9 and 0.8 win twice each, 0.4 loses once and ties once: 4.5 of 6.
    ScopeSeparation separation =
        ScopeSeparation.of(new double[] {0.9, 0.4, 0.8}, new double[] {0.4, 0.5});

    assertThat(separation.auroc()).isEqualTo(0.75);
    // From 0.8 on: 2 of 3 and 2 of 2; from 0.5 on 2 of 3 and 1 of 2; from 0.9 on 1 of 3 and 2 of 2.
    assertThat(separation.threshold()).isEqualTo(0.8);
    assertThat(separation.balancedAccuracy()).isCloseTo(5 / 6.0, within(1e-15));
  }

  @Test
  void groupsThatAreApartAreToldApart() {
    assertThat(ScopeSeparation.of(new double[] {3, 2}, new double[] {1, 0, 1}))
        .isEqualTo(new ScopeSeparation(1, 2, 1));
    assertThat(ScopeSeparation.of(new double[] {0, 1}, new double[] {2, 3}))
        .isEqualTo(new ScopeSeparation(0, 0, 0.5));
  }

  @Test
  void equalScoresTellNothing() {
    assertThat(ScopeSeparation.of(new double[] {0.0, -0.0, 0.0}, new double[] {-0.0, 0.0}))
        .isEqualTo(new ScopeSeparation(0.5, 0.0, 0.5));
  }

  @Test
  void theAreaIsTheShareOfPairsThatAreInOrder() {
    SplittableRandom random = new SplittableRandom(6);
    for (int round = 0; round < 200; round++) {
      double[] inside = random.ints(1 + random.nextInt(20), 0, 12).asDoubleStream().toArray();
      double[] outside = random.ints(1 + random.nextInt(20), 0, 9).asDoubleStream().toArray();
      double pairs = 0;
      for (double a : inside) {
        for (double b : outside) {
          pairs += a > b ? 1 : a == b ? 0.5 : 0;
        }
      }
      assertThat(ScopeSeparation.of(inside, outside).auroc())
          .isCloseTo(pairs / (inside.length * outside.length), within(1e-12));
    }
  }

  @Test
  void theBestProbabilityIsThatOfServing() {
    List<double[]> inside = List.of(logs(0.6, 0.2), logs(0.1, 0.9));
    List<double[]> outside = List.of(logs(0.5, 0.5), logs(0.7, 0.3));

    ScopeSeparation separation = ScopeSeparation.ofBestProbability(inside, outside, 1);

    assertThat(separation.auroc()).isEqualTo(1);
    assertThat(separation.threshold()).isCloseTo(0.75, within(1e-12));
    assertThat(ScopeSeparation.ofBestProbability(inside, outside, 2).threshold())
        .isCloseTo(Math.sqrt(3) / (1 + Math.sqrt(3)), within(1e-12));
  }

  private static double[] logs(double a, double b) {
    return new double[] {Math.log(a), Math.log(b)};
  }

  @Test
  void scoresThatCannotBeAreRefused() {
    double[] some = {1};
    for (double[] bad : new double[][] {{}, {Double.NaN}}) {
      assertThatThrownBy(() -> ScopeSeparation.of(some, bad))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ScopeSeparation.of(bad, some))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
