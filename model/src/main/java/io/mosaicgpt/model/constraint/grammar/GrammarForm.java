package io.mosaicgpt.model.constraint.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mosaicgpt.model.constraint.CompiledForm;
import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.constraint.leaf.Leaf.Alike;
import io.mosaicgpt.model.constraint.leaf.OtherWords;
import io.mosaicgpt.model.constraint.vocabulary.TokenTrie;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * A grammar over one vocabulary. States and masks are made when they are first asked for, and
 * remembered up to a bound. Thread-safe.
 */
public final class GrammarForm implements CompiledForm {
  private static final String SOURCE = "forms";
  private static final int MOST_STATES = 8192;
  private static final int MOST_MASKS = 512;
  private static final int MOST_LEAF_STATES = 256;

  private final TokenTrie trie;
  private final Grammar grammar;
  private final LeafCache sharedLeaves;
  private final LeafCache ownLeaves;
  private final Function<String, int[]> encoder;
  private final int shortestTokens;
  private final Map<List<Place>, GrammarState> states = new ConcurrentHashMap<>();
  private final Map<List<Key>, TokenMask> masks = new ConcurrentHashMap<>();
  private final LongAdder masksMade = new LongAdder();
  private final GrammarState start;

  /**
   * A form.
   *
   * @param sharedLeaves what the leaves allow that other forms have too
   * @param encoder the tokens of a text
   */
  public GrammarForm(
      TokenTrie trie, Grammar grammar, LeafCache sharedLeaves, Function<String, int[]> encoder) {
    this.trie = trie;
    this.grammar = grammar;
    this.sharedLeaves = sharedLeaves;
    this.ownLeaves = new LeafCache(trie, MOST_LEAF_STATES);
    this.encoder = encoder;
    this.shortestTokens = encoder.apply(new String(grammar.shortest(), UTF_8)).length;
    Places places = new Places(grammar);
    places.enter(grammar.start(), null);
    this.start = state(places.list());
  }

  @Override
  public GrammarState start() {
    return start;
  }

  @Override
  public int shortestTokens() {
    return shortestTokens;
  }

  /** How large it is: nodes of its rules, and states of their leaves. */
  public long size() {
    return grammar.nodes() + grammar.leafStates();
  }

  /** How many masks were made so far, rather than found again. */
  public long masksMade() {
    return masksMade.sum();
  }

  TokenTrie trie() {
    return trie;
  }

  Grammar grammar() {
    return grammar;
  }

  LeafTokens tokens(Alike state) {
    if (state.leaf() instanceof OtherWords others) {
      return tokens(others.without(state.state())).without(trie, others.excluded(), state.state());
    }
    return (state.leaf().isShared() ? sharedLeaves : ownLeaves).of(state);
  }

  GrammarState state(List<Place> places) {
    GrammarState known = states.get(places);
    if (known != null) {
      return known;
    }
    if (states.size() >= MOST_STATES) {
      states.clear();
    }
    GrammarState made = new GrammarState(this, List.copyOf(places));
    GrammarState other = states.putIfAbsent(made.places(), made);
    return other == null ? made : other;
  }

  /** The tokens of a text, as the tokenizer cuts it. */
  int[] encode(String text) {
    return encoder.apply(text);
  }

  /** The mask of one token. */
  TokenMask only(int token) {
    return TokenMask.only(SOURCE, token, trie.size());
  }

  /** The mask of places, which those that differ in nothing near have in common. */
  TokenMask mask(List<Place> places) {
    List<Key> key = places.stream().map(this::key).toList();
    TokenMask known = masks.get(key);
    if (known != null) {
      return known;
    }
    masksMade.increment();
    TokenMask made = TokenMask.only(SOURCE, MaskMaker.allowed(this, places), trie.size());
    if (masks.size() >= MOST_MASKS) {
      masks.clear();
    }
    masks.put(key, made);
    return made;
  }

  /** What the mask of a place depends on; no edge is equal to another. */
  private record Key(Edge edge, Alike state, Stack stack) {}

  private Key key(Place place) {
    Edge edge = place.edge();
    return place.isEnd()
        ? new Key(null, null, null)
        : new Key(edge, edge.leaf().alike(place.state(), trie.longest()), place.stack());
  }
}
