package io.mosaicgpt.jobs.measure.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void isTheNearestRank() {
    Percentiles percentiles = new Percentiles(new double[] {5, 1, 4, 2, 3});

    assertThat(percentiles.at(50)).isEqualTo(3);
    assertThat(percentiles.at(95)).isEqualTo(5);
    assertThat(percentiles.at(20)).isEqualTo(1);
    assertThat(percentiles.at(0)).isEqualTo(1);
  }

  @Test
  void ofOneValueEveryPercentileIsThatValue() {
    assertThat(new Percentiles(new double[] {7}).at(95)).isEqualTo(7);
  }
}
