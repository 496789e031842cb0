package io.mosaicgpt.model.constraint.grammar;

import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.leaf.Leaf;
import io.mosaicgpt.model.constraint.leaf.Words;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Puts a grammar together. A rule is the nodes that can be reached from its first without entering
 * a call; it may return where a node is {@linkplain #mayReturn marked}.
 */
public final class GrammarBuilder {
  /** Two hundred bytes each, roughly. */
  private static final int MOST_NODES = 100_000;

  private final Budget budget;
  private final List<List<Edge>> edges = new ArrayList<>();
  private final BitSet returning = new BitSet();

  /** A builder that is bounded by a budget. */
  public GrammarBuilder(Budget budget) {
    this.budget = budget;
  }

  /**
   * A node without edges.
   *
   * @param keyword and {@code place} for whose sake it is made: for the refusal of too many
   */
  public int node(String keyword, String place) {
    if (edges.size() == MOST_NODES) {
      throw Budget.tooLarge(keyword, place);
    }
    if (edges.size() % 64 == 0) {
      budget.check(keyword, place);
    }
    edges.add(new ArrayList<>(2));
    return edges.size() - 1;
  }

  /** Lets the rule return at a node. */
  public void mayReturn(int node) {
    returning.set(node);
  }

  /** A way along a word of a leaf. */
  public void leaf(int from, Leaf leaf, int to) {
    edges.get(from).add(Edge.of(leaf, to));
  }

  /**
   * A way along words to different nodes.
   *
   * @param to a node for each word of the trie
   */
  public void words(int from, Words words, int[] to) {
    edges.get(from).add(Edge.of(words, to.clone()));
  }

  /** A way through the rule that begins at a node. */
  public void call(int from, int rule, int to) {
    edges.get(from).add(Edge.call(rule, to));
  }

  /** A way along nothing. */
  public void empty(int from, int to) {
    edges.get(from).add(Edge.empty(to));
  }

  /**
   * The grammar of the answers of a rule.
   *
   * @param rule its first node
   */
  public Grammar finish(int rule) {
    return new Grammar(edges, returning, rule, budget);
  }
}
