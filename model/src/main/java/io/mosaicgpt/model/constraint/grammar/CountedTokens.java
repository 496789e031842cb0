package io.mosaicgpt.model.constraint.grammar;

import io.mosaicgpt.model.constraint.leaf.CountedString;
import io.mosaicgpt.model.constraint.leaf.Dfa;
import io.mosaicgpt.model.constraint.leaf.Leaf;
import io.mosaicgpt.model.constraint.vocabulary.TokenTrie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * How many characters of a string each token takes, from between two characters on. With it, what a
 * string that counts allows near its bounds is found without a walk. Immutable.
 */
final class CountedTokens {
  private record Closing(int node, int characters, BitSet tokens) {}

  private final int longest;

  /** Tokens that do not close the string, by the characters they begin; those of fewer included. */
  private final BitSet[] open;

  private final List<Closing> closings = new ArrayList<>();
  private final int[] endings;

  CountedTokens(TokenTrie trie, Dfa string) {
    this.longest = trie.longest();
    this.open = new BitSet[longest + 1];
    Arrays.setAll(open, i -> new BitSet(trie.size()));
    int inside = string.step(string.start(), '"');
    int[] states = new int[longest + 1];
    int[] begun = new int[longest + 1];
    states[0] = inside;
    int node = 1;
    while (node < trie.nodes()) {
      int depth = trie.depth(node);
      int before = states[depth - 1];
      int next = string.step(before, trie.label(node));
      if (next == Leaf.DEAD) {
        node = trie.end(node);
        continue;
      }
      states[depth] = next;
      boolean closes = string.accepts(next);
      begun[depth] = begun[depth - 1] + (before == inside && !closes ? 1 : 0);
      if (closes) {
        BitSet tokens = new BitSet();
        trie.addTokens(node, tokens);
        closings.add(new Closing(node, begun[depth], tokens));
      } else {
        trie.addTokens(node, open[begun[depth]]);
      }
      node++;
    }
    for (int i = 1; i <= longest; i++) {
      open[i].or(open[i - 1]);
    }
    this.endings =
        closings.stream().mapToInt(Closing::node).filter(at -> trie.end(at) > at + 1).toArray();
  }

  /** What a string allows of which a number of characters is still to come. */
  LeafTokens of(CountedString string) {
    int most = string.max() < 0 ? longest : Math.min(longest, string.max());
    BitSet tokens = (BitSet) open[most].clone();
    BitSet fitting = new BitSet();
    for (Closing closing : closings) {
      if (closing.characters() >= string.min() && closing.characters() <= most) {
        tokens.or(closing.tokens());
        fitting.set(closing.node());
      }
    }
    return new LeafTokens(tokens, Arrays.stream(endings).filter(fitting::get).toArray());
  }
}
