package io.mosaicgpt.model.constraint.grammar;

import static io.mosaicgpt.model.constraint.grammar.Edge.NONE;

import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.leaf.Leaf;
import io.mosaicgpt.model.constraint.leaf.Words;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Rules without dead ends: from each node that can be reached, the rule can return. Immutable but
 * for what it remembers. Thread-safe.
 */
public final class Grammar {
  /** Longer shortest answers are refused; more than a model's context in any case. */
  private static final long LONGEST = 1 << 20;

  private static final int MOST_CALLS = 64;

  private final Edge[][] edges;
  private final BitSet returning;
  private final int start;
  private final long[] distances;
  private final IdentityHashMap<Leaf, byte[]> shortest = new IdentityHashMap<>();
  private final AtomicReferenceArray<Beginnings> beginnings;

  /**
   * What may come at a node.
   *
   * @param ways edges along leaves, each with the nodes at which the calls on its way go on
   * @param returns whether the rule may return at once
   */
  record Beginnings(List<Way> ways, boolean returns) {}

  /**
   * A way to a leaf.
   *
   * @param frames where the calls on the way go on, the outermost first
   */
  record Way(Edge edge, int[] frames) {}

  Grammar(List<List<Edge>> all, BitSet returning, int start, Budget budget) {
    this.returning = returning;
    this.start = start;
    this.distances = new long[all.size()];
    this.beginnings = new AtomicReferenceArray<>(all.size());
    measure(all, budget);
    if (distances[start] > LONGEST) {
      boolean none = distances[start] == Long.MAX_VALUE;
      throw new FormException(
          none ? "unsatisfiable" : "length",
          "",
          none
              ? "No text has this form; check bounds and required parts that exclude each other."
              : "The shortest text of this form has %d bytes, and at most %d are possible."
                  .formatted(distances[start], LONGEST));
    }
    this.edges = new Edge[all.size()][];
    for (int node = 0; node < edges.length; node++) {
      List<Edge> live = new ArrayList<>();
      for (Edge edge : all.get(node)) {
        Edge alive = alive(edge);
        if (alive != null) {
          live.add(alive);
        }
      }
      edges[node] = live.toArray(Edge[]::new);
    }
  }

  /** Number of nodes. */
  public int nodes() {
    return edges.length;
  }

  /** States of all its leaves together. */
  public long leafStates() {
    Set<Leaf> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Edge[] from : edges) {
      for (Edge edge : from) {
        if (edge.leaf() != null) {
          leaves.add(edge.leaf());
        }
      }
    }
    return leaves.stream().mapToLong(Leaf::states).sum();
  }

  int start() {
    return start;
  }

  /** Whether nothing can be done at a node but return. */
  private boolean onlyReturns(int node) {
    return edges[node].length == 0;
  }

  Beginnings beginnings(int node) {
    Beginnings known = beginnings.get(node);
    if (known == null) {
      known = find(node);
      beginnings.set(node, known);
    }
    return known;
  }

  private record Visit(int node, List<Integer> frames) {}

  private Beginnings find(int from) {
    List<Way> ways = new ArrayList<>();
    boolean returns = false;
    Deque<Visit> open = new ArrayDeque<>();
    Set<Visit> seen = new HashSet<>();
    open.push(new Visit(from, List.of()));
    while (!open.isEmpty()) {
      Visit visit = open.pop();
      List<Integer> frames = visit.frames();
      if (!seen.add(visit) || frames.size() > MOST_CALLS) {
        continue;
      }
      if (returning.get(visit.node())) {
        if (frames.isEmpty()) {
          returns = true;
        } else {
          int last = frames.size() - 1;
          open.push(new Visit(frames.get(last), frames.subList(0, last)));
        }
      }
      Edge[] out = edges[visit.node()];
      for (int i = out.length - 1; i >= 0; i--) {
        Edge edge = out[i];
        if (edge.leaf() != null) {
          ways.add(new Way(edge, frames.stream().mapToInt(Integer::intValue).toArray()));
        } else if (edge.call() == NONE) {
          open.push(new Visit(edge.exits()[0], frames));
        } else if (onlyReturns(edge.exits()[0])) {
          open.push(new Visit(edge.call(), frames)); // so that no stack grows without bytes
        } else {
          List<Integer> deeper = new ArrayList<>(frames);
          deeper.add(edge.exits()[0]);
          open.push(new Visit(edge.call(), List.copyOf(deeper)));
        }
      }
    }
    return new Beginnings(List.copyOf(ways), returns);
  }

  /** Bytes of a shortest answer. */
  byte[] shortest() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deque<Integer> open = new ArrayDeque<>();
    open.push(start);
    while (!open.isEmpty()) {
      int node = open.pop();
      if (returning.get(node)) {
        continue;
      }
      for (Edge edge : edges[node]) {
        int word = bestWord(edge);
        if (distance(edge, word) == distances[node]) {
          open.push(exit(edge, word));
          if (edge.leaf() != null) {
            bytes.writeBytes(bytes(edge, word));
          } else if (edge.call() != NONE) {
            open.push(edge.call());
          }
          break;
        }
      }
    }
    return bytes.toByteArray();
  }

  /** Least bytes from each node to the rule's return; the largest number where there is no way. */
  private void measure(List<List<Edge>> all, Budget budget) {
    Arrays.fill(distances, Long.MAX_VALUE);
    boolean changed = true;
    while (changed) {
      changed = false;
      budget.check("size", "");
      for (int node = all.size() - 1; node >= 0; node--) {
        long best = returning.get(node) ? 0 : distances[node];
        for (Edge edge : all.get(node)) {
          best = Math.min(best, distance(edge, bestWord(edge)));
        }
        if (best < distances[node]) {
          distances[node] = best;
          changed = true;
        }
      }
    }
  }

  private int bestWord(Edge edge) {
    if (edge.exits().length == 1 || !(edge.leaf() instanceof Words words)) {
      return NONE;
    }
    BitSet permitted = words.permitted();
    int best = permitted.nextSetBit(0);
    for (int word = best; word >= 0; word = permitted.nextSetBit(word + 1)) {
      if (distance(edge, word) < distance(edge, best)) {
        best = word;
      }
    }
    return best;
  }

  private long distance(Edge edge, int word) {
    long behind = distances[exit(edge, word)];
    long along =
        edge.leaf() != null
            ? bytes(edge, word).length
            : edge.call() != NONE ? distances[edge.call()] : 0;
    return behind == Long.MAX_VALUE || along == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : Math.min(behind + along, Long.MAX_VALUE / 2);
  }

  private static int exit(Edge edge, int word) {
    return edge.exits()[word == NONE ? 0 : word];
  }

  private byte[] bytes(Edge edge, int word) {
    return word == NONE
        ? shortest.computeIfAbsent(edge.leaf(), Leaf::shortest)
        : ((Words) edge.leaf()).bytes(word);
  }

  private Edge alive(Edge edge) {
    if (distance(edge, bestWord(edge)) == Long.MAX_VALUE) {
      return null;
    }
    if (edge.exits().length == 1 || !(edge.leaf() instanceof Words words)) {
      return edge;
    }
    BitSet live = words.permitted();
    live.stream().filter(w -> distances[edge.exits()[w]] == Long.MAX_VALUE).forEach(live::clear);
    return Edge.of(new Words(words.trie(), live), edge.exits());
  }
}
