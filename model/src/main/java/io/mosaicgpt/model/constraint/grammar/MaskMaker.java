package io.mosaicgpt.model.constraint.grammar;

import io.mosaicgpt.model.constraint.leaf.Leaf;
import io.mosaicgpt.model.constraint.vocabulary.TokenTrie;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the tokens that may come at places, walking trie and places together. */
final class MaskMaker {
  private final TokenTrie trie;
  private final Grammar grammar;
  private final Map<Place, List<Place>> behind = new HashMap<>();
  private final BitSet allowed;

  private MaskMaker(TokenTrie trie, Grammar grammar) {
    this.trie = trie;
    this.grammar = grammar;
    this.allowed = new BitSet(trie.size());
  }

  static BitSet allowed(GrammarForm form, List<Place> places) {
    MaskMaker maker = new MaskMaker(form.trie(), form.grammar());
    for (Place place : places) {
      if (place.isEnd()) {
        continue;
      }
      Leaf leaf = place.edge().leaf();
      if (LeafCache.isNarrow(leaf)) {
        maker.walk(TokenTrie.ROOT, place);
      } else {
        LeafTokens tokens = form.tokens(leaf.alike(place.state(), maker.trie.longest()));
        maker.allowed.or(tokens.tokens());
        for (int node : tokens.endings()) {
          maker.leave(node, place.state(), place); // one exit, whatever the state
        }
      }
    }
    return maker.allowed;
  }

  /** Adds the tokens below a node of the trie that go on from a place. */
  private void walk(int from, Place place) {
    Leaf leaf = place.edge().leaf();
    int top = trie.depth(from);
    int[] states = new int[trie.longest() - top + 1];
    states[0] = place.state();
    int node = from + 1;
    int end = trie.end(from);
    while (node < end) {
      int depth = trie.depth(node) - top;
      int next = leaf.step(states[depth - 1], trie.label(node));
      if (next == Leaf.DEAD) {
        node = trie.end(node);
        continue;
      }
      states[depth] = next;
      trie.addTokens(node, allowed);
      if (trie.end(node) > node + 1 && leaf.accepts(next)) {
        leave(node, next, place);
      }
      node++;
    }
  }

  /** Goes on behind the leaf of a place. */
  private void leave(int node, int state, Place place) {
    int exit = place.edge().exit(state);
    Place key = new Place(place.edge(), exit, place.stack());
    List<Place> next = behind.get(key);
    if (next == null) {
      Places places = new Places(grammar);
      places.enter(exit, place.stack());
      next = places.list();
      behind.put(key, next);
    }
    for (Place on : next) {
      if (!on.isEnd()) {
        walk(node, on);
      }
    }
  }
}
