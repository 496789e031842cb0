package io.mosaicgpt.model.constraint.grammar;

import io.mosaicgpt.model.constraint.leaf.CountedString;
import io.mosaicgpt.model.constraint.leaf.Leaf;
import io.mosaicgpt.model.constraint.leaf.Leaf.Alike;
import io.mosaicgpt.model.constraint.leaf.Literal;
import io.mosaicgpt.model.constraint.leaf.Words;
import io.mosaicgpt.model.constraint.vocabulary.TokenTrie;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers what the states of leaves allow: one for the leaves that all forms share, one for those
 * of each form. Bounded: when it is full, it begins anew. Thread-safe.
 */
public final class LeafCache {
  private final TokenTrie trie;
  private final int most;
  private final Map<Alike, LeafTokens> known = new ConcurrentHashMap<>();
  private volatile CountedTokens counted;

  /**
   * An empty cache.
   *
   * @param most entries, each of an eighth of a byte for each token of the vocabulary
   */
  public LeafCache(TokenTrie trie, int most) {
    this.trie = trie;
    this.most = most;
  }

  /** Whether a leaf allows so little that walking it costs less than remembering. */
  static boolean isNarrow(Leaf leaf) {
    return leaf instanceof Literal || leaf instanceof Words;
  }

  LeafTokens of(Alike key) {
    LeafTokens tokens = known.get(key);
    if (tokens == null) {
      tokens = find(key);
      if (known.size() >= most) {
        known.clear();
      }
      known.put(key, tokens);
    }
    return tokens;
  }

  private LeafTokens find(Alike key) {
    if (key.leaf() instanceof CountedString string && string.isInside(key.state())) {
      CountedTokens counts = counted;
      if (counts == null) {
        counts = new CountedTokens(trie, string.unbounded());
        counted = counts;
      }
      return counts.of(string); // there is but one kind of them
    }
    return LeafTokens.of(trie, key.leaf(), key.state());
  }
}
