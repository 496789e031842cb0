package io.mosaicgpt.model.constraint;

import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * The tokens that may come next. Ids beyond those that model and tokenizer both know, the padding
 * rows of the embedding, have no logits and so need no mask. Immutable.
 */
public final class TokenMask {
  /** Every token. */
  public static final TokenMask ALL = new TokenMask("nothing", new BitSet());

  private final String source;
  private final BitSet forbidden;

  private TokenMask(String source, BitSet forbidden) {
    this.source = source;
    this.forbidden = forbidden;
  }

  /**
   * Every token but some.
   *
   * @param source what forbids them: {@link #source}
   * @param ids of at least 0
   */
  public static TokenMask without(String source, int... ids) {
    if (ids.length == 0) {
      return ALL;
    }
    BitSet forbidden = new BitSet();
    for (int id : ids) {
      forbidden.set(id);
    }
    return new TokenMask(source, forbidden);
  }

  /**
   * Some tokens and no other.
   *
   * @param source what forbids the others: {@link #source}
   * @param allowed ids of at least 0
   * @param size ids of this and above are not forbidden: the vocabulary's size
   */
  public static TokenMask only(String source, BitSet allowed, int size) {
    BitSet forbidden = (BitSet) allowed.clone();
    forbidden.flip(0, size);
    return new TokenMask(source, forbidden);
  }

  /** What forbids tokens, in a plural that begins a sentence about it. */
  public String source() {
    return source;
  }

  /** Whether nothing is forbidden. */
  public boolean allowsAll() {
    return forbidden.isEmpty();
  }

  /** Whether a token may not come. */
  public boolean forbids(int id) {
    return forbidden.get(id);
  }

  /** Calls {@code action} with each forbidden id below {@code bound}, by rising id. */
  public void forEachForbidden(int bound, IntConsumer action) {
    for (int id = forbidden.nextSetBit(0);
        id >= 0 && id < bound;
        id = forbidden.nextSetBit(id + 1)) {
      action.accept(id);
    }
  }
}
