package io.mosaicgpt.model.replica.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.forward.StepBatch;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepLayoutTest {
  @Test
  void singleTokensWhoseKeysAreInAsManyBlocksAreComputedTogether() {
    StepLayout layout = layout(new int[] {90, 10, 70, 0}, new int[] {1, 1, 1, 1});
    assertThat(layout.pieces()).containsExactly(2, 2);
    assertThat(layout.queries()).containsExactly(1, 1);
    assertThat(layout.keys()).containsExactly(16, 96);
    assertThat(layout.order()).containsExactly(1, 3, 2, 0);
    assertThat(layout.positions()).containsExactly(10, 0, 70, 90);
    // Slot s has blocks 100 s, 100 s + 1, ...
    assertThat(layout.blocks()).containsExactly(100, 300, 201, 1);
    assertThat(layout.tables()).containsExactly(100, 300, 200, 201, 0, 1);
  }

  @Test
  void longSegmentsAreCut() {
    StepLayout layout = layout(new int[] {10}, new int[] {70});
    assertThat(layout.pieces()).containsExactly(1, 1, 1);
    assertThat(layout.queries()).containsExactly(6, 32, 32);
    assertThat(layout.keys()).containsExactly(80, 48, 80);
    assertThat(layout.positions()).startsWith(74, 75).endsWith(72, 73).hasSize(70);
  }

  @Test
  void aGroupHasNoMoreTokensThanTheProcessorsCacheLikes() {
    int[] starts = new int[100];
    int[] counts = new int[100];
    Arrays.fill(counts, 1);
    assertThat(layout(starts, counts).pieces()).containsExactly(64, 36);
    Arrays.fill(counts, 32);
    assertThat(layout(starts, counts).pieces()).containsOnly(2).hasSize(50);
  }

  @Test
  void moreKeysAreRoundedUpMoreAndTheLastBlockStandsForThoseBehindIt() {
    StepLayout layout = layout(new int[] {1029}, new int[] {1});
    assertThat(layout.keys()).containsExactly(1152);
    assertThat(layout.tables()).hasSize(18).endsWith(15, 16, 16);
  }

  @Test
  void tokensAndWantedRowsFollowTheOrder() {
    StepBatch batch =
        new StepBatch(
            new int[] {7, 8, 9},
            new int[] {0, 1},
            new int[] {0, 50},
            new int[] {2, 1},
            new int[] {1, 2});
    StepLayout layout = StepLayout.of(batch, tables(batch));
    assertThat(layout.tokens(batch)).containsExactly(9, 7, 8);
    assertThat(layout.logitRows(batch)).containsExactly(2, 0);
  }

  private static StepLayout layout(int[] starts, int[] counts) {
    int tokens = IntStream.of(counts).sum();
    StepBatch batch =
        new StepBatch(
            new int[tokens],
            IntStream.range(0, starts.length).toArray(),
            starts,
            counts,
            new int[0]);
    return StepLayout.of(batch, tables(batch));
  }

  private static BlockTable[] tables(StepBatch batch) {
    BlockTable[] tables = new BlockTable[batch.slots().length];
    for (int i = 0; i < tables.length; i++) {
      BlockPool pool = new BlockPool(100 * (i + 1));
      IntStream.range(0, 100 * i).forEach(block -> pool.take());
      tables[i] = new BlockTable(pool);
      tables[i].prepare(0, batch.starts()[i] + batch.counts()[i], new BlockTable.Changes());
    }
    return tables;
  }
}
