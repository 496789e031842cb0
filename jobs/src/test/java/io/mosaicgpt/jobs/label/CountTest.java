package io.mosaicgpt.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountTest {
  private final Count count = new Count();

  private void see(double... values) {
    for (double value : values) {
      count.see(value);
    }
  }

  @Test
  void whatWasThereAtTheFirstLookIsNobodysSpeed() {
    see(36_000, 36_005);

    assertThat(count.atFirst()).isEqualTo(36_000);
    assertThat(count.since()).isEqualTo(5);
    assertThat(count.all()).isEqualTo(36_005);
  }

  @Test
  void whatATaskThatBeganAnewHadCountedStays() {
    see(0, 70, 100, 60, 65, 0, 10); // one of several tasks is lost, then all of them

    assertThat(count.since()).isEqualTo(100 + 5 + 10);
    assertThat(count.all()).isEqualTo(115);
  }
}
