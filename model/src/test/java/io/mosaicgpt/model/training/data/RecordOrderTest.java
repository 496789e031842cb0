package io.mosaicgpt.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordOrderTest {
  @Test
  void everyRecordComesOnceInEachEpoch() {
    for (int records : new int[] {0, 1, 2, 1000}) {
      int[] order = RecordOrder.of(records, 7, 3);
      Arrays.sort(order);
      assertThat(order).containsExactly(IntStream.range(0, records).toArray());
    }
  }

  @Test
  void theOrderFollowsFromSeedAndEpoch() {
    assertThat(RecordOrder.of(1000, 7, 3)).containsExactly(RecordOrder.of(1000, 7, 3));
    assertThat(RecordOrder.of(1000, 7, 3))
        .isNotEqualTo(RecordOrder.of(1000, 7, 4))
        .isNotEqualTo(RecordOrder.of(1000, 8, 3));
  }

  @Test
  void allOrdersAreEquallyLikely() {
    int[] times = new int[6];
    for (int epoch = 0; epoch < 60_000; epoch++) {
      int[] order = RecordOrder.of(3, 1, epoch);
      times[2 * order[0] + (order[1] > order[2] ? 1 : 0)]++;
    }
    // Each has 10,000 with a standard deviation of 91.
    assertThat(IntStream.of(times)).allMatch(n -> Math.abs(n - 10_000) < 450);
  }
}
