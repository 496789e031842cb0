package io.mosaicgpt.model.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PiecesTest {
  @Test
  void longSegmentsAreCutAndShortOnesAreNot() {
    Pieces pieces =
        Pieces.of(
            new StepBatch(
                new int[1 + 70 + 32],
                new int[] {4, 0, 7},
                new int[] {90, 10, 0},
                new int[] {1, 70, 32},
                new int[0]));
    assertThat(pieces.slots()).containsExactly(4, 0, 0, 0, 7);
    assertThat(pieces.starts()).containsExactly(90, 10, 42, 74, 0);
    assertThat(pieces.counts()).containsExactly(1, 32, 32, 6, 32);
  }
}
