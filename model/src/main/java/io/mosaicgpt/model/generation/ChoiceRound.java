package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.forward.TokenTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a choice that lies behind the prompt at one time.
 *
 * @param nodes in the order in which they are stored, each behind its parent
 */
record ChoiceRound(List<ChoiceTree.Node> nodes) {
  int[] tokens() {
    return nodes.stream().mapToInt(ChoiceTree.Node::token).toArray();
  }

  /** With how many nodes this round and another one begin alike. */
  int common(ChoiceRound other) {
    int end = Math.min(nodes.size(), other.nodes.size());
    int common = 0;
    while (common < end && nodes.get(common) == other.nodes.get(common)) {
      common++;
    }
    return common;
  }

  boolean isScored() {
    return nodes.stream().allMatch(ChoiceTree.Node::isScored);
  }

  /** What its nodes come behind, {@link TokenTree#NONE} if that is the one before for each. */
  TokenTree tree(int promptLength) {
    Map<ChoiceTree.Node, Integer> indices = new HashMap<>();
    int[] parents = new int[nodes.size()];
    boolean straight = true;
    for (int i = 0; i < parents.length; i++) {
      parents[i] = indices.getOrDefault(nodes.get(i).parent(), TokenTree.TRUNK);
      straight &= parents[i] == i - 1;
      indices.put(nodes.get(i), i);
    }
    return straight ? TokenTree.NONE : new TokenTree(promptLength, parents);
  }
}
