package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.forward.TokenTree;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sequence holds at one time: a prompt, and the part of a choice that lies behind it.
 *
 * @param choice the whole of it
 * @param prompt token ids
 * @param nodes in the order in which they are stored, each behind its parent
 */
record ChoiceRound(ChoiceTree choice, int[] prompt, List<ChoiceTree.Node> nodes) {
  int length() {
    return prompt.length + nodes.size();
  }

  /** The tokens of prompt and nodes, from one of the two on. */
  int[] tokens(int from) {
    int[] tokens = Arrays.copyOf(prompt, length());
    for (int i = 0; i < nodes.size(); i++) {
      tokens[prompt.length + i] = nodes.get(i).token();
    }
    return Arrays.copyOfRange(tokens, from, tokens.length);
  }

  /**
   * With how many tokens this round begins like another one, so that what was computed for it
   * stays. Behind another prompt the last token is computed anew, for its row.
   */
  int common(ChoiceRound other) {
    if (prompt != other.prompt) {
      int mismatch = Arrays.mismatch(prompt, other.prompt);
      return Math.min(mismatch < 0 ? prompt.length : mismatch, prompt.length - 1);
    }
    int end = Math.min(nodes.size(), other.nodes.size());
    int common = 0;
    while (common < end && nodes.get(common) == other.nodes.get(common)) {
      common++;
    }
    return prompt.length + common;
  }

  /** Whose row comes with the token at a position; that of the prompt's last one is the root's. */
  ChoiceTree.Node node(int position) {
    return position < prompt.length ? choice.root() : nodes.get(position - prompt.length);
  }

  boolean wantsScores(int position) {
    return position >= prompt.length - 1 && !node(position).isScored();
  }

  boolean isScored() {
    return choice.root().isScored() && nodes.stream().allMatch(ChoiceTree.Node::isScored);
  }

  /** What its nodes come behind, {@link TokenTree#NONE} if that is the one before for each. */
  TokenTree tree() {
    Map<ChoiceTree.Node, Integer> indices = new HashMap<>();
    int[] parents = new int[nodes.size()];
    boolean straight = true;
    for (int i = 0; i < parents.length; i++) {
      parents[i] = indices.getOrDefault(nodes.get(i).parent(), TokenTree.TRUNK);
      straight &= parents[i] == i - 1;
      indices.put(nodes.get(i), i);
    }
    return straight ? TokenTree.NONE : new TokenTree(prompt.length, parents);
  }
}
