package io.mosaicgpt.model.replica.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.TokenTree;
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

  @Test
  void theKeysOfANodeAreTheTrunksAndItsPathsInOrder() {
    // Stored behind a trunk of 62: a node at 62, two children of it at 63 and 64, one of the last.
    TokenTree tree = new TokenTree(62, new int[] {TokenTree.TRUNK, 0, 0, 2});
    StepBatch batch =
        new StepBatch(
            new int[5],
            new int[] {1},
            new int[] {61},
            new int[] {5},
            new int[0],
            new TokenTree[] {tree});
    StepLayout layout = StepLayout.of(batch, new BlockTable[] {null, tables(1, 66)});
    assertThat(layout.queries()).containsExactly(1, 4);
    assertThat(layout.positions()).containsExactly(61, 62, 63, 63, 64);
    assertThat(layout.places()).containsExactly(61, 62, 63, 0, 1);
    assertThat(layout.keys()).containsExactly(64, 80);
    assertThat(layout.widths()).containsExactly(1, 2);
    assertThat(layout.tables()).containsExactly(100, 100, 101);
    assertThat(layout.moves()).containsExactly(0, 8);
    assertThat(layout.from())
        .containsExactly(62, 128 + 62, 128 + 63, 256 + 62, 256 + 64, 384 + 62, 384 + 64, 384 + 65);
    assertThat(layout.to())
        .containsExactly(62, 80 + 62, 80 + 63, 160 + 62, 160 + 63, 240 + 62, 240 + 63, 240 + 64);
  }

  private static BlockTable tables(int slot, int positions) {
    BlockPool pool = new BlockPool(100 * (slot + 1));
    IntStream.range(0, 100 * slot).forEach(block -> pool.take());
    BlockTable table = new BlockTable(pool);
    table.prepare(0, positions, new BlockTable.Changes());
    return table;
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
      tables[i] = tables(i, batch.starts()[i] + batch.counts()[i]);
    }
    return tables;
  }
}
