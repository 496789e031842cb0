package io.mosaicgpt.model.constraint.leaf;

import java.util.Arrays;
import java.util.BitSet;

/** Every word of a language but some: keys of an object that are not declared. */
public final class OtherWords implements Leaf {
  private final Dfa language;
  private final WordTrie excluded;
  private final int[] states;
  private final Words words;

  /**
   * All strings of JSON but some.
   *
   * @param language every string, in quotes, in a spelling that is unique
   * @param excluded words of it
   */
  public OtherWords(Dfa language, WordTrie excluded) {
    this.language = language;
    this.excluded = excluded;
    BitSet all = new BitSet();
    all.set(0, excluded.size());
    this.words = new Words(excluded, all);
    this.states = new int[excluded.nodes()];
    for (int node = 1; node < states.length; node++) { // the root's is 0, the start
      states[node] = excluded.follow(language, node);
    }
  }

  @Override
  public int start() {
    return 0;
  }

  @Override
  public int step(int state, int value) {
    if (state >= states.length) {
      int next = language.step(state - states.length, value);
      return next == DEAD ? DEAD : states.length + next;
    }
    int next = language.step(states[state], value);
    if (next == DEAD) {
      return DEAD;
    }
    int node = excluded.child(state, value);
    if (node < 0) {
      return states.length + next;
    }
    return excluded.isWord(node, excluded.first(node)) ? DEAD : node; // nothing is behind a quote
  }

  @Override
  public boolean accepts(int state) {
    return state >= states.length && language.accepts(state - states.length);
  }

  @Override
  public int only(int state) {
    return state >= states.length
        ? language.only(state - states.length)
        : language.only(states[state]);
  }

  @Override
  public Alike alike(int state, int bytes) {
    return state >= states.length
        ? language.alike(state - states.length, bytes)
        : new Alike(this, state);
  }

  /** A state that allows what one of these allows, and the excluded words besides. */
  public Alike without(int state) {
    return new Alike(language, states[state]);
  }

  /** The excluded words; on the way along one of them, states are the same numbers. */
  public Leaf excluded() {
    return words;
  }

  @Override
  public byte[] shortest() {
    for (int length = 0; ; length++) {
      byte[] word = shortestOf(length);
      if (word != null) {
        return word;
      }
    }
  }

  /**
   * A word of some letters that is not excluded; null where all are, which no list is long enough
   * for.
   */
  private byte[] shortestOf(int letters) {
    byte[] word = new byte[letters + 2];
    word[0] = '"';
    word[letters + 1] = '"';
    for (char letter = 'a'; letter <= 'z'; letter++) {
      Arrays.fill(word, 1, letters + 1, (byte) letter);
      int state = start();
      for (byte value : word) {
        state = state == DEAD ? DEAD : step(state, value & 0xFF);
      }
      if (state != DEAD) {
        return word;
      }
    }
    return null;
  }

  @Override
  public int states() {
    return states.length + language.states();
  }
}
