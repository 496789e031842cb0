package io.mosaicgpt.model.replica.gpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Where the positions of each slot lie in a pool that all slots share. A slot's positions are one
 * region, so that attention reads them in place; a region that cannot grow where it is moves, and
 * if no gap is large enough the others make room. Book-keeping only: the moves are carried out by
 * whoever has the memory, in order.
 *
 * <p>If the pool is large enough for the longest sequence in every slot, each slot has its own
 * place and nothing ever moves.
 */
final class KvRegions {
  private final int positions;
  private final int longest;
  private final boolean roomForAll;
  private final int[] starts;
  private final int[] capacities;

  /**
   * Regions of no size.
   *
   * @param slots number of slots
   * @param positions size of the pool
   * @param longest largest region that will be asked for
   */
  KvRegions(int slots, int positions, int longest) {
    this.positions = positions;
    this.longest = longest;
    this.roomForAll = (long) slots * longest <= positions;
    this.starts = new int[slots];
    this.capacities = new int[slots];
  }

  /** Contents that go from one place of the pool to another; the two may overlap. */
  record Move(int from, int to, int count) {}

  /** First position of a slot's region. */
  int start(int slot) {
    return starts[slot];
  }

  /** Size of a slot's region. */
  int capacity(int slot) {
    return capacities[slot];
  }

  /** Gives a region back. */
  void release(int slot) {
    capacities[slot] = 0;
  }

  /**
   * Makes a region larger.
   *
   * @return what has to move first
   * @throws IllegalStateException when the regions together would be larger than the pool
   */
  List<Move> grow(int slot, int capacity) {
    if (capacity > longest) {
      throw new IllegalArgumentException(
          "a region of %d positions, but the longest is %d".formatted(capacity, longest));
    }
    long others = Arrays.stream(capacities).asLongStream().sum() - capacities[slot];
    if (others + capacity > positions) {
      throw new IllegalStateException(
          "slot %d needs %d positions, but %d of the pool's %d are in use by others"
              .formatted(slot, capacity, others, positions));
    }
    List<Move> moves = new ArrayList<>();
    if (roomForAll) {
      starts[slot] = slot * longest;
    } else if (capacities[slot] == 0 || roomBehind(slot) < capacity) {
      int gap = smallestGap(slot, capacity);
      if (gap >= 0) {
        move(slot, gap, moves);
      } else {
        pushAside(slot, moves);
      }
    }
    capacities[slot] = capacity;
    return moves;
  }

  /** From a region's start to the next region. */
  private int roomBehind(int slot) {
    int next = positions;
    for (int other = 0; other < starts.length; other++) {
      if (other != slot && capacities[other] > 0 && starts[other] >= starts[slot]) {
        next = Math.min(next, starts[other]);
      }
    }
    return next - starts[slot];
  }

  /** The start of the smallest gap that is large enough, -1 if there is none. */
  private int smallestGap(int slot, int capacity) {
    int best = -1;
    int bestSize = Integer.MAX_VALUE;
    int end = 0;
    for (int region : inOrder(slot)) {
      int size = starts[region] - end;
      if (size >= capacity && size < bestSize) {
        best = end;
        bestSize = size;
      }
      end = starts[region] + capacities[region];
    }
    int last = positions - end;
    return last >= capacity && last < bestSize ? end : best;
  }

  /** Slots that have a region, by its start; {@code without} left out. */
  private List<Integer> inOrder(int without) {
    List<Integer> order = new ArrayList<>();
    for (int slot = 0; slot < starts.length; slot++) {
      if (slot != without && capacities[slot] > 0) {
        order.add(slot);
      }
    }
    order.sort(Comparator.comparingInt(slot -> starts[slot]));
    return order;
  }

  /** Regions before the slot go to the pool's beginning, the slot behind them, all others last. */
  private void pushAside(int slot, List<Move> moves) {
    List<Integer> order = inOrder(slot);
    int end = 0;
    int i = 0;
    for (; i < order.size() && starts[order.get(i)] < starts[slot]; i++) {
      move(order.get(i), end, moves);
      end += capacities[order.get(i)];
    }
    move(slot, end, moves);
    int begin = positions;
    for (int j = order.size() - 1; j >= i; j--) {
      begin -= capacities[order.get(j)];
      move(order.get(j), begin, moves);
    }
  }

  private void move(int slot, int to, List<Move> moves) {
    if (starts[slot] != to && capacities[slot] > 0) {
      moves.add(new Move(starts[slot], to, capacities[slot]));
    }
    starts[slot] = to;
  }
}
