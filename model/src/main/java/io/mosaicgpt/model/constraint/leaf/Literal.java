package io.mosaicgpt.model.constraint.leaf;

/** One word. */
public final class Literal implements Leaf {
  private final byte[] word;

  /** A leaf of one word, of at least one byte. */
  public Literal(byte[] word) {
    if (word.length == 0) {
      throw new IllegalArgumentException("the word is empty");
    }
    this.word = word.clone();
  }

  @Override
  public int start() {
    return 0;
  }

  @Override
  public int step(int state, int value) {
    return state < word.length && (word[state] & 0xFF) == value ? state + 1 : DEAD;
  }

  @Override
  public boolean accepts(int state) {
    return state == word.length;
  }

  @Override
  public int only(int state) {
    return state < word.length ? word[state] & 0xFF : DEAD;
  }

  @Override
  public byte[] shortest() {
    return word.clone();
  }

  @Override
  public int states() {
    return word.length + 1;
  }
}
