package io.mosaicgpt.model.forward;

/**
 * Continuations of a sequence that are computed together: a tree of tokens behind a trunk. The
 * trunk's tokens are stored at their positions, node {@code i} at {@code trunk + i}. What a node
 * sees, and its position for the model, is that of a plain sequence of the trunk, its ancestors and
 * itself; its logits are that sequence's, to the last bit where the model promises bits.
 *
 * @param trunk tokens of the trunk, at least 1
 * @param parents the node that each node comes behind, an earlier one, or {@link #TRUNK}
 */
public record TokenTree(int trunk, int[] parents) {
  /** The parent of a node that comes right behind the trunk. */
  public static final int TRUNK = -1;

  /** No tree: every token comes behind the one stored before it. */
  public static final TokenTree NONE = new TokenTree(Integer.MAX_VALUE, new int[0]);

  /**
   * Where the tokens that a node comes behind, and it, are stored, in order, without those of the
   * trunk.
   *
   * @param stored where the node is
   */
  public int[] pathTo(int stored) {
    int depth = 0;
    for (int node = stored - trunk; node != TRUNK; node = parents[node]) {
      depth++;
    }
    int[] path = new int[depth];
    for (int node = stored - trunk; node != TRUNK; node = parents[node]) {
      path[--depth] = trunk + node;
    }
    return path;
  }
}
