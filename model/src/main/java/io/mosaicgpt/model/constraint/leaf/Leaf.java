package io.mosaicgpt.model.constraint.leaf;

/**
 * A deterministic automaton over bytes from each of whose states a word can be completed. States
 * are numbers of at least 0. Immutable, and equal to itself alone.
 */
public interface Leaf {
  /** No such state. */
  int DEAD = -1;

  /** Several bytes may come: {@link #only}. */
  int SEVERAL = -2;

  /** The state before a word. */
  int start();

  /** The state behind one more byte, 0 to 255; {@link #DEAD} where it may not come. */
  int step(int state, int value);

  /** Whether a word is complete. */
  boolean accepts(int state);

  /** The one byte that may come, {@link #DEAD} where none may, or {@link #SEVERAL}. */
  int only(int state);

  /**
   * A state that allows the same as one of this leaf, as far as the next {@code bytes} bytes go;
   * the same for as many as can be.
   */
  default Alike alike(int state, int bytes) {
    return new Alike(this, state);
  }

  /** Whether it is one for all forms, rather than for one. */
  default boolean isShared() {
    return false;
  }

  /** A state of a leaf. */
  record Alike(Leaf leaf, int state) {}

  /** A shortest word. */
  byte[] shortest();

  /** Number of states; of those that count characters, as if they did not count. */
  int states();
}
