package io.mosaicgpt.model.constraint.grammar;

/** Where open calls go on, the innermost first. Null is the empty one. Immutable. */
final class Stack {
  private final int node;
  private final Stack below;
  private final int hash;

  Stack(int node, Stack below) {
    this.node = node;
    this.below = below;
    this.hash = 31 * (below == null ? 7 : below.hash) + node;
  }

  int node() {
    return node;
  }

  Stack below() {
    return below;
  }

  @Override
  public boolean equals(Object other) {
    Stack a = this;
    if (!(other instanceof Stack b)) {
      return false;
    }
    while (a != b) {
      if (a == null || b == null || a.hash != b.hash || a.node != b.node) {
        return false;
      }
      a = a.below;
      b = b.below;
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
