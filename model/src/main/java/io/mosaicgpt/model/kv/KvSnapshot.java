package io.mosaicgpt.model.kv;

import java.util.Arrays;

/** Contents of a slot whose sequence is gone. */
record KvSnapshot(int[] tokens, int shareable) implements KvContents {
  static final KvContents NONE = new KvSnapshot(new int[0], 0);

  static KvContents of(KvContents contents) {
    return new KvSnapshot(
        Arrays.copyOf(contents.tokens(), contents.shareable()), contents.shareable());
  }
}
