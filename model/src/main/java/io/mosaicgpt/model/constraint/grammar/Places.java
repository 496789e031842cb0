package io.mosaicgpt.model.constraint.grammar;

import io.mosaicgpt.model.constraint.grammar.Grammar.Beginnings;
import io.mosaicgpt.model.constraint.grammar.Grammar.Way;
import io.mosaicgpt.model.constraint.leaf.Leaf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects all places that bytes lead to. Where a leaf may end, the places behind it are among
 * them.
 *
 * <p>Beyond {@link #MOST} the rest are left out: what is then allowed is still allowed by the form,
 * but not all that is. Only forms that can be read in hundreds of ways get there.
 */
final class Places {
  static final int MOST = 1024;
  private static final int FEW = 8;

  private final Grammar grammar;
  private final List<Place> places = new ArrayList<>(4);
  private Set<Place> seen;

  Places(Grammar grammar) {
    this.grammar = grammar;
  }

  List<Place> list() {
    return places;
  }

  /** Adds the places behind one more byte. */
  void step(List<Place> from, int value) {
    for (Place place : from) {
      if (!place.isEnd()) {
        int state = place.edge().leaf().step(place.state(), value);
        if (state != Leaf.DEAD) {
          add(place.edge(), state, place.stack());
        }
      }
    }
  }

  /** Adds the places at which a node's rule may go on. */
  void enter(int node, Stack stack) {
    Beginnings beginnings = grammar.beginnings(node);
    for (Way way : beginnings.ways()) {
      Stack inner = stack;
      for (int frame : way.frames()) {
        inner = new Stack(frame, inner);
      }
      add(way.edge(), way.edge().leaf().start(), inner);
    }
    if (beginnings.returns()) {
      if (stack == null) {
        add(Place.END);
      } else {
        enter(stack.node(), stack.below());
      }
    }
  }

  private void add(Edge edge, int state, Stack stack) {
    Leaf leaf = edge.leaf();
    boolean ends = leaf.accepts(state);
    if (ends && leaf.only(state) == Leaf.DEAD) {
      enter(edge.exit(state), stack);
      return;
    }
    if (add(new Place(edge, state, stack)) && ends) {
      enter(edge.exit(state), stack);
    }
  }

  private boolean add(Place place) {
    if (places.size() < FEW) {
      return !places.contains(place) && places.add(place);
    }
    if (seen == null) {
      seen = new HashSet<>(places);
    }
    return places.size() < MOST && seen.add(place) && places.add(place);
  }
}
