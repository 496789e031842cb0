package io.mosaicgpt.model.constraint.leaf;

import java.util.BitSet;

/** Some words of a trie: keys of an object, values of an {@code enum}, labels. */
public final class Words implements Leaf {
  private final WordTrie trie;
  private final BitSet permitted;

  /**
   * A leaf of some of a trie's words.
   *
   * @param permitted indexes of words, at least one
   */
  public Words(WordTrie trie, BitSet permitted) {
    if (permitted.isEmpty() || permitted.length() > trie.size()) {
      throw new IllegalArgumentException("no word is permitted, or one that is not there");
    }
    this.trie = trie;
    this.permitted = (BitSet) permitted.clone();
  }

  /** The word that is complete in an {@linkplain #accepts accepting} state, as its index. */
  public int word(int state) {
    return trie.first(state);
  }

  /** A copy. */
  public BitSet permitted() {
    return (BitSet) permitted.clone();
  }

  /** Where all words come from. */
  public WordTrie trie() {
    return trie;
  }

  /** Bytes of a word. */
  public byte[] bytes(int index) {
    return trie.word(index).clone();
  }

  @Override
  public int start() {
    return 0;
  }

  @Override
  public int step(int state, int value) {
    int node = trie.child(state, value);
    return node >= 0 && next(node, trie.first(node)) >= 0 ? node : DEAD;
  }

  @Override
  public boolean accepts(int state) {
    int word = trie.first(state);
    return trie.isWord(state, word) && permitted.get(word);
  }

  @Override
  public int only(int state) {
    int first = trie.first(state);
    int behind = next(state, trie.isWord(state, first) ? first + 1 : first);
    if (behind < 0) {
      return DEAD;
    }
    int value = trie.byteBehind(state, behind);
    int child = trie.child(state, value);
    return next(state, trie.last(child) + 1) < 0 ? value : SEVERAL;
  }

  @Override
  public byte[] shortest() {
    byte[] shortest = null;
    for (int word = permitted.nextSetBit(0); word >= 0; word = permitted.nextSetBit(word + 1)) {
      byte[] bytes = trie.word(word);
      if (shortest == null || bytes.length < shortest.length) {
        shortest = bytes;
      }
    }
    return shortest.clone();
  }

  @Override
  public int states() {
    return trie.nodes();
  }

  /** The next permitted word from some word on that is below a node, or less than 0. */
  private int next(int node, int from) {
    int word = permitted.nextSetBit(from);
    return word >= 0 && word <= trie.last(node) ? word : DEAD;
  }
}
