package io.mosaicgpt.model.replica.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KvRegionsTest {
  @Test
  void nothingMovesWhereThereIsRoomForAll() {
    KvRegions regions = new KvRegions(3, 3 * 256, 256);
    for (int capacity = 64; capacity <= 256; capacity += 64) {
      for (int slot = 0; slot < 3; slot++) {
        assertThat(regions.grow(slot, capacity)).isEmpty();
        assertThat(regions.start(slot)).isEqualTo(slot * 256);
        assertThat(regions.capacity(slot)).isEqualTo(capacity);
      }
    }
  }

  @Test
  void aRegionGrowsInPlaceWhileItCan() {
    KvRegions regions = new KvRegions(4, 512, 512);
    assertThat(regions.grow(0, 128)).isEmpty();
    assertThat(regions.grow(0, 512)).isEmpty();
    assertThat(regions.start(0)).isZero();
  }

  @Test
  void theSmallestGapThatFitsIsTaken() {
    KvRegions regions = new KvRegions(5, 1024, 512);
    regions.grow(0, 256);
    regions.grow(1, 64);
    regions.grow(2, 128);
    regions.grow(3, 64);
    regions.release(0);
    regions.release(2);
    assertThat(regions.grow(4, 64)).isEmpty();
    assertThat(regions.start(4)).isEqualTo(256 + 64);
  }

  @Test
  void othersMakeRoomWhenNoGapIsLargeEnough() {
    KvRegions regions = new KvRegions(4, 256, 256);
    for (int slot = 0; slot < 4; slot++) {
      regions.grow(slot, 64);
    }
    regions.release(0);
    regions.release(2);
    assertThat(regions.grow(1, 192)).containsExactly(new KvRegions.Move(64, 0, 64));
    assertThat(regions.start(1)).isZero();
    assertThat(regions.start(3)).isEqualTo(192);
  }

  @Test
  void morePositionsThanThePoolHasAreRefused() {
    KvRegions regions = new KvRegions(2, 256, 256);
    regions.grow(0, 192);
    assertThatThrownBy(() -> regions.grow(1, 128))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("slot 1 needs 128 positions, but 192 of the pool's 256 are in use by others");
  }

  /** Contents follow their region through any history that fits. */
  @Test
  void whatASlotHoldsStaysItsOwn() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int slots = 2 + random.nextInt(7);
      int positions = 64 * (4 + random.nextInt(20));
      KvRegions regions = new KvRegions(slots, positions, 64 * 8);
      int[] pool = new int[positions];
      for (int round = 0; round < 100; round++) {
        int slot = random.nextInt(slots);
        if (random.nextInt(4) == 0) {
          regions.release(slot);
          continue;
        }
        int capacity = regions.capacity(slot) + 64 * (1 + random.nextInt(3));
        int others = 0;
        for (int other = 0; other < slots; other++) {
          others += other == slot ? 0 : regions.capacity(other);
        }
        if (capacity > 64 * 8 || others + capacity > positions) {
          continue;
        }
        int held = regions.capacity(slot);
        for (KvRegions.Move move : regions.grow(slot, capacity)) {
          System.arraycopy(pool, move.from(), pool, move.to(), move.count());
        }
        int start = regions.start(slot);
        assertThat(start + capacity).isLessThanOrEqualTo(positions);
        Arrays.fill(pool, start + held, start + capacity, slot + 1);
        for (int other = 0; other < slots; other++) {
          int begin = regions.start(other);
          for (int i = begin; i < begin + regions.capacity(other); i++) {
            assertThat(pool[i]).isEqualTo(other + 1);
          }
        }
      }
    }
  }
}
