package io.mosaicgpt.model.replica.cpu;

import java.util.ArrayDeque;
import java.util.Deque;

/** The blocks of the KV cache, each with the number of slots that have it. */
final class BlockPool {
  private final int[] owners;
  private final Deque<Integer> returned = new ArrayDeque<>();
  private int touched;

  BlockPool(int blocks) {
    this.owners = new int[blocks];
  }

  /** A block of one's own. One that was used before comes first: its memory is there already. */
  int take() {
    if (returned.isEmpty() && touched == owners.length) {
      throw new IllegalStateException(
          "all %d blocks of the KV cache are in use".formatted(owners.length));
    }
    int block = returned.isEmpty() ? touched++ : returned.pop();
    owners[block] = 1;
    return block;
  }

  /** One more slot has the block. */
  void share(int block) {
    owners[block]++;
  }

  boolean isShared(int block) {
    return owners[block] > 1;
  }

  /** One slot less has the block. */
  void giveBack(int block) {
    owners[block]--;
    if (owners[block] == 0) {
      returned.push(block);
    }
  }

  /** Blocks that some slot has. */
  int used() {
    return touched - returned.size();
  }
}
