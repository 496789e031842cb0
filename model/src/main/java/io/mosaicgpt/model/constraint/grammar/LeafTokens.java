package io.mosaicgpt.model.constraint.grammar;

import io.mosaicgpt.model.constraint.leaf.Leaf;
import io.mosaicgpt.model.constraint.vocabulary.TokenTrie;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Tokens that stay within a leaf, and the nodes of the trie at which the leaf may end within a
 * token. Both depend on nothing around the leaf. Immutable.
 */
record LeafTokens(BitSet tokens, int[] endings) {

  /** These but for what goes on with an excluded word. */
  LeafTokens without(TokenTrie trie, Leaf excluded, int state) {
    BitSet left = (BitSet) tokens.clone();
    BitSet removed = new BitSet(trie.nodes());
    int[] states = new int[trie.longest() + 1];
    states[0] = state;
    int node = 1;
    while (node < trie.nodes()) {
      int depth = trie.depth(node);
      int next = excluded.step(states[depth - 1], trie.label(node));
      boolean complete = next != Leaf.DEAD && excluded.accepts(next);
      if (complete) {
        trie.removeTokensBelow(node, left);
        removed.set(node, trie.end(node));
      }
      if (complete || next == Leaf.DEAD) {
        node = trie.end(node);
        continue;
      }
      states[depth] = next;
      node++;
    }
    return new LeafTokens(left, Arrays.stream(endings).filter(at -> !removed.get(at)).toArray());
  }

  /** Those of a state of a leaf. */
  static LeafTokens of(TokenTrie trie, Leaf leaf, int state) {
    BitSet tokens = new BitSet(trie.size());
    int[] endings = new int[64];
    int count = 0;
    int[] states = new int[trie.longest() + 1];
    states[0] = state;
    int node = 1;
    while (node < trie.nodes()) {
      int depth = trie.depth(node);
      int next = leaf.step(states[depth - 1], trie.label(node));
      if (next == Leaf.DEAD) {
        node = trie.end(node);
        continue;
      }
      states[depth] = next;
      trie.addTokens(node, tokens);
      if (trie.end(node) > node + 1 && leaf.accepts(next)) {
        if (count == endings.length) {
          endings = Arrays.copyOf(endings, 2 * count);
        }
        endings[count++] = node;
      }
      node++;
    }
    return new LeafTokens(tokens, Arrays.copyOf(endings, count));
  }
}
