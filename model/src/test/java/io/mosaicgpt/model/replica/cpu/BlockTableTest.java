package io.mosaicgpt.model.replica.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockTableTest {
  private static final int SIZE = BlockTable.SIZE;

  private final BlockPool pool = new BlockPool(8);
  private final BlockTable one = new BlockTable(pool);
  private final BlockTable other = new BlockTable(pool);

  @Test
  void aBlockIsTakenAndClearedWhenItsFirstPositionIsWritten() {
    assertThat(write(one, 0, SIZE - 1).cleared).containsExactly(0);
    assertThat(write(one, SIZE - 1, SIZE).cleared).isEmpty();
    assertThat(write(one, SIZE, 3 * SIZE).cleared).containsExactly(1, 2);
    assertThat(one.block(2 * SIZE)).isEqualTo(2);
    assertThat(pool.used()).isEqualTo(3);
  }

  @Test
  void aSharedBlockIsNoFurtherMemory() {
    write(one, 0, 2 * SIZE);
    other.shareFirst(one, 2 * SIZE);
    assertThat(other.block(SIZE)).isEqualTo(one.block(SIZE));
    assertThat(pool.used()).isEqualTo(2);
  }

  @Test
  void whoWritesBehindASharedBeginningGetsACopyOfItsLastBlock() {
    write(one, 0, 2 * SIZE);
    other.shareFirst(one, SIZE + 10);
    BlockTable.Changes changes = write(other, SIZE + 10, SIZE + 11);
    assertThat(changes.copies).containsExactly(1, 2);
    assertThat(changes.cleared).isEmpty();
    assertThat(other.block(0)).isEqualTo(one.block(0));
    assertThat(other.block(SIZE)).isEqualTo(2);
  }

  @Test
  void whoStartsAnewGetsAFreshBlockInPlaceOfASharedOne() {
    write(one, 0, SIZE);
    other.shareFirst(one, SIZE);
    BlockTable.Changes changes = write(one, 0, 5);
    assertThat(changes.copies).isEmpty();
    assertThat(changes.cleared).containsExactly(1);
    assertThat(other.block(0)).isZero();
  }

  @Test
  void aBlockIsFreeWhenItsLastOwnerGivesItBack() {
    write(one, 0, SIZE);
    other.shareFirst(one, SIZE);
    one.clear();
    assertThat(pool.used()).isEqualTo(1);
    other.clear();
    assertThat(pool.used()).isZero();
  }

  @Test
  void noMoreBlocksAreGivenThanThereAre() {
    assertThatThrownBy(() -> write(one, 0, 8 * SIZE + 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("all 8 blocks of the KV cache are in use");
  }

  /** Any order of writing, sharing and giving back leaves each slot what it wrote itself. */
  @Test
  void noSlotEverSeesWhatAnotherWrote() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      BlockPool shared = new BlockPool(12);
      BlockTable[] tables = new BlockTable[3];
      Arrays.setAll(tables, slot -> new BlockTable(shared));
      int[][] expected = new int[3][];
      Arrays.setAll(expected, slot -> new int[0]);
      Map<Integer, int[]> memory = new HashMap<>();
      for (int step = 0; step < 60; step++) {
        int slot = random.nextInt(3);
        int from = random.nextInt(3);
        if (random.nextInt(6) == 0) {
          tables[slot].clear();
          expected[slot] = new int[0];
        } else if (from != slot && expected[from].length > 0 && random.nextInt(3) == 0) {
          int positions = 1 + random.nextInt(expected[from].length);
          tables[slot].shareFirst(tables[from], positions);
          expected[slot] = Arrays.copyOf(expected[from], positions);
        } else {
          int start = random.nextInt(expected[slot].length + 1);
          int end = Math.min(4 * SIZE, start + 1 + random.nextInt(100));
          if (end > start) {
            expected[slot] = writeInto(memory, tables[slot], expected[slot], start, end, random);
          }
        }
        for (int i = 0; i < 3; i++) {
          for (int p = 0; p < expected[i].length; p++) {
            assertThat(memory.get(tables[i].block(p))[p % SIZE])
                .as("seed %d, step %d, slot %d, position %d", seed, step, i, p)
                .isEqualTo(expected[i][p]);
          }
        }
      }
    }
  }

  private static int[] writeInto(
      Map<Integer, int[]> memory,
      BlockTable table,
      int[] before,
      int start,
      int end,
      Random random) {
    BlockTable.Changes changes = write(table, start, end);
    for (int i = 0; i < changes.copies.size(); i += 2) {
      memory.put(changes.copies.get(i + 1), memory.get(changes.copies.get(i)).clone());
    }
    changes.cleared.forEach(block -> memory.put(block, new int[SIZE]));
    int[] after = Arrays.copyOf(before, end);
    for (int p = start; p < end; p++) {
      after[p] = 1 + random.nextInt(1_000_000);
      memory.get(table.block(p))[p % SIZE] = after[p];
    }
    return after;
  }

  private static BlockTable.Changes write(BlockTable table, int start, int end) {
    BlockTable.Changes changes = new BlockTable.Changes();
    table.prepare(start, end, changes);
    return changes;
  }
}
