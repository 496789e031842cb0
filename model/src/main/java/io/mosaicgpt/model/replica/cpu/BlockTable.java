package io.mosaicgpt.model.replica.cpu;

import io.mosaicgpt.model.forward.ReplicaOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of one slot: the n-th holds positions {@code n * SIZE} and on. Slots whose sequences
 * begin alike have their first blocks in common; whoever writes into such a block gets a copy.
 */
final class BlockTable {
  /** Positions of a block. */
  static final int SIZE = ReplicaOptions.POSITION_QUANTUM;

  private final BlockPool pool;
  private final List<Integer> blocks = new ArrayList<>();

  BlockTable(BlockPool pool) {
    this.pool = pool;
  }

  /** Blocks that hold so many positions. */
  static int blocksFor(int positions) {
    return (positions + SIZE - 1) / SIZE;
  }

  /** What has to be done to the memory before positions are written, in this order. */
  static final class Changes {
    /** Pairs of blocks: the second becomes a copy of the first. */
    final List<Integer> copies = new ArrayList<>();

    /** Blocks to be filled with zeros: attention reads whole blocks, and masks by adding. */
    final List<Integer> cleared = new ArrayList<>();
  }

  /** Makes the blocks of positions {@code start} to {@code end}, exclusive, this slot's own. */
  void prepare(int start, int end, Changes changes) {
    for (int i = start / SIZE; i < blocksFor(end); i++) {
      boolean kept = i * SIZE < start;
      if (i == blocks.size()) {
        blocks.add(pool.take());
      } else if (pool.isShared(blocks.get(i))) {
        int own = pool.take();
        if (kept) {
          changes.copies.add(blocks.get(i));
          changes.copies.add(own);
        }
        pool.giveBack(blocks.get(i));
        blocks.set(i, own);
      }
      if (!kept) {
        changes.cleared.add(blocks.get(i));
      }
    }
  }

  /** The block that holds a position. */
  int block(int position) {
    return blocks.get(position / SIZE);
  }

  /** The n-th block, and for those beyond the last written one, which nobody looks at, the last. */
  int blockOrLast(int n) {
    return blocks.get(Math.min(n, blocks.size() - 1));
  }

  /** Begins with the same blocks as {@code other}, as far as they hold {@code positions}. */
  void shareFirst(BlockTable other, int positions) {
    for (int i = 0; i < blocksFor(positions); i++) {
      int block = other.blocks.get(i);
      pool.share(block);
      if (i == blocks.size()) {
        blocks.add(block);
      } else {
        pool.giveBack(blocks.get(i));
        blocks.set(i, block);
      }
    }
  }

  void clear() {
    blocks.forEach(pool::giveBack);
    blocks.clear();
  }
}
