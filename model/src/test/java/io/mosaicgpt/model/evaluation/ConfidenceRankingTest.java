package io.mosaicgpt.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ConfidenceRankingTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  private static ConfidenceRanking ranking(double[] right, double[] wrong) {
    ConfidenceRanking ranking = new ConfidenceRanking();
    for (double confidence : right) {
      ranking.add(confidence, true);
    }
    for (double confidence : wrong) {
      ranking.add(confidence, false);
    }
    return ranking;
  }

  @Test
  void pairsInTheRightOrderAreCounted() {
    ConfidenceRanking ranking =
        ranking(new double[] {0.9, 0.8, 0.6}, new double[] {0.7, 0.55, 0.4});

    assertThat(ranking.auroc()).hasValueCloseTo(8 / 9.0, CLOSE);
  }

  @Test
  void equalConfidencesCountHalf() {
    // Pairs: 0.5 wins over 0.2 and ties with 0.5; 0.9 wins twice.
    assertThat(ranking(new double[] {0.5, 0.9}, new double[] {0.5, 0.2}).auroc())
        .hasValueCloseTo(3.5 / 4, CLOSE);
    assertThat(ranking(new double[] {1, 1}, new double[] {1}).auroc()).hasValue(0.5);
  }

  @Test
  void whereAllAreRightOrNothingIsThereNoOrderIsToBeJudged() {
    assertThat(ranking(new double[] {0.3, 0.4}, new double[0]).auroc()).isEmpty();
    assertThat(ranking(new double[0], new double[] {0.4}).auroc()).isEmpty();
    ConfidenceRanking none = ranking(new double[0], new double[0]);
    assertThat(none.auroc()).isEmpty();
    assertThat(none.accuracy(0.5)).isNaN();
    assertThat(none.confidence(0.5)).isNaN();
    assertThat(none.most(0.5)).isEmpty();
  }

  @Test
  void theMostConfidentAreAnsweredFirst() {
    ConfidenceRanking ranking =
        ranking(new double[] {0.9, 0.8, 0.6}, new double[] {0.7, 0.55, 0.4});

    assertThat(ranking.accuracy(1)).isEqualTo(0.5);
    assertThat(ranking.accuracy(1 / 3.0)).isEqualTo(1);
    assertThat(ranking.accuracy(0.5)).isCloseTo(2 / 3.0, CLOSE);
    // Two and a half answers, of which two are right.
    assertThat(ranking.accuracy(2.5 / 6)).isCloseTo(0.8, CLOSE);
    assertThat(ranking.confidence(0.5)).isBetween(0.7 - 0.00025, 0.7);
  }

  @Test
  void ofEqualConfidencesAsManyAreRightAsByLot() {
    ConfidenceRanking ranking = ranking(new double[] {0.7, 0.7, 0.7}, new double[] {0.7});

    assertThat(ranking.accuracy(0.5)).isEqualTo(0.75);
  }

  @Test
  void theLowestThresholdThatIsGoodEnoughIsTheOperatingPoint() {
    ConfidenceRanking ranking =
        ranking(new double[] {0.9, 0.8, 0.6}, new double[] {0.7, 0.55, 0.4});

    // From 0.6 on three of four are right, from 0.8 on both.
    assertThat(ranking.most(0.75).orElseThrow().coverage()).isCloseTo(4 / 6.0, CLOSE);
    ConfidenceRanking.OperatingPoint point = ranking.most(0.8).orElseThrow();
    assertThat(point.coverage()).isCloseTo(2 / 6.0, CLOSE);
    assertThat(point.accuracy()).isEqualTo(1);
    assertThat(point.confidence()).isBetween(0.8 - 0.00025, 0.8);
    assertThat(ranking(new double[] {0.5}, new double[] {0.6}).most(0.9)).isEmpty();
  }

  @Test
  void manyExamplesAreRankedAsByTheirExactConfidences() {
    SplittableRandom random = new SplittableRandom(7);
    double[] right =
        IntStream.range(0, 4_000)
            .mapToDouble(i -> 1 / (1 + Math.exp(-3 - 4 * random.nextDouble(-1, 1))))
            .toArray();
    double[] wrong =
        IntStream.range(0, 3_000)
            .mapToDouble(i -> 1 / (1 + Math.exp(-1 - 4 * random.nextDouble(-1, 1))))
            .toArray();

    assertThat(ranking(right, wrong).auroc())
        .hasValueCloseTo(ScopeSeparation.of(right, wrong).auroc(), within(1e-4));
  }

  @Test
  void theEndsOfTheScaleHaveBinsToo() {
    ConfidenceRanking ranking =
        ranking(new double[] {1, Math.nextDown(1.0), 0.999_999}, new double[] {0, 1e-300, 1e-6});

    assertThat(ranking.auroc()).hasValue(1);
    assertThat(ranking.confidence(1)).isZero();
  }
}
