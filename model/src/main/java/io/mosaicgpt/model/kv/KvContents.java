package io.mosaicgpt.model.kv;

import java.util.Arrays;

/** Which tokens a slot's KV stands for: the token at index i is the one computed at position i. */
public interface KvContents {
  /** Token ids; only the first {@link #shareable()} of them count. Not to be changed. */
  int[] tokens();

  /**
   * Positions from the first on whose KV has been computed, each behind all those before it: others
   * that begin with these tokens may take them over.
   */
  int shareable();

  /** How many tokens, from the first on, are the same here and there. */
  default int commonPrefix(int[] other, int otherLength) {
    int limit = Math.min(shareable(), otherLength);
    int mismatch = Arrays.mismatch(tokens(), 0, limit, other, 0, limit);
    return mismatch < 0 ? limit : mismatch;
  }
}
