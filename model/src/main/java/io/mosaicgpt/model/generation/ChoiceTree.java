package io.mosaicgpt.model.generation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The labels of a choice as a tree of tokens, so that beginnings that several labels share are
 * computed once. A node's row of logits scores all its children.
 */
final class ChoiceTree {
  private final Node root = new Node(null, -1);
  private final List<Node> ends = new ArrayList<>();

  /**
   * Makes the tree.
   *
   * @param choices none without tokens
   */
  ChoiceTree(List<Choice> choices) {
    for (Choice choice : choices) {
      Node node = root;
      for (int token : choice.tokenIds()) {
        Node parent = node;
        node = parent.children.computeIfAbsent(token, t -> new Node(parent, t));
      }
      ends.add(node);
    }
  }

  /** The prompt's last token, so to say. */
  Node root() {
    return root;
  }

  /** Total log probability of each choice, in order; NaN for those not scored yet. */
  double[] totals() {
    return ends.stream().mapToDouble(end -> end.total).toArray();
  }

  /** The deepest nodes whose rows are needed; their ancestors' rows are needed, too. In order. */
  List<Node> branches() {
    List<Node> branches = new ArrayList<>();
    collect(root, branches);
    return branches;
  }

  private static void collect(Node node, List<Node> branches) {
    boolean deepest = true;
    for (Node child : node.children.values()) {
      if (!child.children.isEmpty()) {
        deepest = false;
        collect(child, branches);
      }
    }
    if (deepest) {
      branches.add(node);
    }
  }

  /** A beginning of one or more labels. */
  static final class Node {
    private final Node parent;
    private final int token;
    private final int depth;
    private final Map<Integer, Node> children = new LinkedHashMap<>();
    private double total;
    private boolean scored;

    private Node(Node parent, int token) {
      this.parent = parent;
      this.token = token;
      this.depth = parent == null ? 0 : parent.depth + 1;
      this.total = parent == null ? 0 : Double.NaN;
    }

    /** Tokens from the root to here. */
    int depth() {
      return depth;
    }

    /** Whether this node's row has come already. */
    boolean isScored() {
      return scored;
    }

    /** The beginning of this one with {@code wanted} tokens. */
    Node ancestor(int wanted) {
      Node node = this;
      while (node.depth > wanted) {
        node = node.parent;
      }
      return node;
    }

    /** The tokens from the root's {@code from}th on to here. */
    int[] tokens(int from) {
      int[] tokens = new int[depth - from];
      for (Node node = this; node.depth > from; node = node.parent) {
        tokens[node.depth - from - 1] = node.token;
      }
      return tokens;
    }

    /** Depth of the last node that this one's and the other's way from the root share. */
    int commonDepth(Node other) {
      int shared = Math.min(depth, other.depth);
      while (ancestor(shared) != other.ancestor(shared)) {
        shared--;
      }
      return shared;
    }

    /** Scores the children. */
    void score(LogProbability row) {
      children.values().forEach(child -> child.total = total + row.of(child.token));
      scored = true;
    }
  }

  /** A row of logits. */
  interface LogProbability {
    double of(int token);
  }
}
