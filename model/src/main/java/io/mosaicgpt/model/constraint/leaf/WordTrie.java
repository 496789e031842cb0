package io.mosaicgpt.model.constraint.leaf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Different words, sorted by their bytes, as a trie: each node stands for a range of them.
 * Immutable.
 */
public final class WordTrie {
  private static final int NONE = -1;

  private final byte[][] words;
  private int nodes;
  private int[] first = new int[16];
  private int[] last = new int[16];
  private int[] depth = new int[16];
  private int[] child = new int[16];
  private int[] sibling = new int[16];

  /**
   * The trie of some words.
   *
   * @param words of at least one byte each, sorted as unsigned bytes, none twice
   */
  public WordTrie(List<byte[]> words) {
    this.words = words.toArray(byte[][]::new);
    for (int i = 1; i < this.words.length; i++) {
      if (Arrays.compareUnsigned(this.words[i - 1], this.words[i]) >= 0) {
        throw new IllegalArgumentException("the words are not sorted, or one occurs twice");
      }
    }
    List<Integer> path = new ArrayList<>();
    path.add(append(0, 0));
    byte[] before = {};
    for (int i = 0; i < this.words.length; i++) {
      byte[] word = this.words[i];
      int common = Arrays.mismatch(before, word);
      common = common < 0 ? before.length : common;
      path.subList(common + 1, path.size()).clear();
      for (int at = common; at < word.length; at++) {
        int parent = path.get(at);
        int node = append(i, at + 1);
        sibling[node] = child[parent]; // by falling bytes: the order does not matter
        child[parent] = node;
        path.add(node);
      }
      for (int node : path) {
        last[node] = i;
      }
      before = word;
    }
  }

  /** Number of words. */
  public int size() {
    return words.length;
  }

  byte[] word(int index) {
    return words[index];
  }

  int nodes() {
    return nodes;
  }

  /** First word below a node, which is the node's own where there is one. */
  int first(int node) {
    return first[node];
  }

  /** Last word below a node. */
  int last(int node) {
    return last[node];
  }

  boolean isWord(int node, int index) {
    return words[index].length == depth[node];
  }

  int child(int node, int value) {
    for (int at = child[node]; at != NONE; at = sibling[at]) {
      if ((words[first[at]][depth[at] - 1] & 0xFF) == value) {
        return at;
      }
    }
    return NONE;
  }

  /** The state of a leaf behind the bytes of a node. */
  int follow(Leaf leaf, int node) {
    int state = leaf.start();
    for (int i = 0; i < depth[node]; i++) {
      state = leaf.step(state, words[first[node]][i] & 0xFF);
    }
    return state;
  }

  int byteBehind(int node, int index) {
    return words[index][depth[node]] & 0xFF;
  }

  private int append(int word, int at) {
    if (nodes == first.length) {
      int size = 2 * nodes;
      first = Arrays.copyOf(first, size);
      last = Arrays.copyOf(last, size);
      depth = Arrays.copyOf(depth, size);
      child = Arrays.copyOf(child, size);
      sibling = Arrays.copyOf(sibling, size);
    }
    first[nodes] = word;
    depth[nodes] = at;
    child[nodes] = NONE;
    sibling[nodes] = NONE;
    return nodes++;
  }
}
