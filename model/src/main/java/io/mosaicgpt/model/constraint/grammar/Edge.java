package io.mosaicgpt.model.constraint.grammar;

import io.mosaicgpt.model.constraint.leaf.Leaf;
import io.mosaicgpt.model.constraint.leaf.Words;

/**
 * A way from one node of a rule to others: along the bytes of a leaf, through another rule, or
 * along nothing. Equal to itself alone.
 */
final class Edge {
  static final int NONE = -1;

  private final Leaf leaf;
  private final int call;
  private final int[] exits;

  private Edge(Leaf leaf, int call, int... exits) {
    this.leaf = leaf;
    this.call = call;
    this.exits = exits;
  }

  /**
   * An edge along a leaf.
   *
   * @param exits where it leads to: one node, or one for each word of {@link Words}
   */
  static Edge of(Leaf leaf, int... exits) {
    return new Edge(leaf, NONE, exits);
  }

  static Edge call(int rule, int exit) {
    return new Edge(null, rule, exit);
  }

  static Edge empty(int exit) {
    return new Edge(null, NONE, exit);
  }

  /** Null where it is none. */
  Leaf leaf() {
    return leaf;
  }

  /** The first node of the rule that is gone through; {@link #NONE} where it is none. */
  int call() {
    return call;
  }

  /** The array itself. */
  int[] exits() {
    return exits;
  }

  /** Where a word that is complete in a state of the leaf leads to. */
  int exit(int state) {
    return exits.length == 1 ? exits[0] : exits[((Words) leaf).word(state)];
  }
}
