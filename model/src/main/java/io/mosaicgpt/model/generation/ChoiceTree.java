package io.mosaicgpt.model.generation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The labels of a choice as a tree of tokens, so that beginnings that several labels share are
 * computed once. A node's row of logits scores all its children; the last tokens of labels need
 * none.
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

  /** Takes totals, in the order of the choices, that were computed elsewhere: nothing is left. */
  void settle(double[] totals) {
    for (int i = 0; i < totals.length; i++) {
      ends.get(i).total = totals[i];
    }
    root.scored = true;
    inDepthFirstOrder().forEach(node -> node.scored = true);
  }

  /**
   * All nodes whose rows are needed, in rounds of at most {@code most}, each node behind its
   * parent. A round begins with the ancestors of its first new node, although an earlier one may
   * have had them: it is computed behind the prompt alone.
   *
   * @param most at least the depth of the deepest node whose row is needed
   */
  List<List<Node>> rounds(int most) {
    List<List<Node>> rounds = new ArrayList<>();
    List<Node> round = new ArrayList<>();
    for (Node node : inDepthFirstOrder()) {
      if (round.size() >= most) {
        rounds.add(round);
        round = new ArrayList<>(node.parent.path());
      }
      round.add(node);
    }
    rounds.add(round);
    return rounds;
  }

  /** The same with one branch in each round, for models that compute sequences only. */
  List<List<Node>> branches() {
    List<List<Node>> branches = new ArrayList<>();
    for (Node node : inDepthFirstOrder()) {
      if (node.children.values().stream().allMatch(child -> child.children.isEmpty())) {
        branches.add(node.path());
      }
    }
    if (branches.isEmpty()) {
      branches.add(List.of());
    }
    return branches;
  }

  /** The nodes that have children, without the root. */
  private List<Node> inDepthFirstOrder() {
    List<Node> nodes = new ArrayList<>();
    collect(root, nodes);
    return nodes;
  }

  private static void collect(Node node, List<Node> nodes) {
    for (Node child : node.children.values()) {
      if (!child.children.isEmpty()) {
        nodes.add(child);
        collect(child, nodes);
      }
    }
  }

  /** A beginning of one or more labels. */
  static final class Node {
    private final Node parent;
    private final int token;
    private final Map<Integer, Node> children = new LinkedHashMap<>();
    private double total;
    private boolean scored;

    private Node(Node parent, int token) {
      this.parent = parent;
      this.token = token;
      this.total = parent == null ? 0 : Double.NaN;
    }

    Node parent() {
      return parent;
    }

    int token() {
      return token;
    }

    /** Whether this node's row has come already. */
    boolean isScored() {
      return scored;
    }

    /** The nodes from the root, which is left out, to this one. */
    List<Node> path() {
      List<Node> path = parent == null ? new ArrayList<>() : parent.path();
      if (parent != null) {
        path.add(this);
      }
      return path;
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
