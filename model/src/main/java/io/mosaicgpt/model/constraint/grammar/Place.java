package io.mosaicgpt.model.constraint.grammar;

import java.util.Objects;

/**
 * One of the ways in which an answer's bytes can be read: a state of the leaf of an edge, and the
 * calls that are open around it. {@link #END} is behind a complete answer.
 */
record Place(Edge edge, int state, Stack stack) {
  static final Place END = new Place(null, 0, null);

  boolean isEnd() {
    return edge == null;
  }

  /** Places in the same leaf with the same way on. Edges are never equal by their arrays. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Place place
        && edge == place.edge
        && state == place.state
        && Objects.equals(stack, place.stack);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * System.identityHashCode(edge) + state) + Objects.hashCode(stack);
  }
}
