package io.mosaicgpt.model.constraint;

import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * The tokens that may come next. Ids beyond those that model and tokenizer both know, the padding
 * rows of the embedding, have no logits and so need no mask. Immutable.
 */
public final class TokenMask {
  /** Every token. */
  public static final TokenMask ALL = new TokenMask(new BitSet());

  private final BitSet forbidden;

  private TokenMask(BitSet forbidden) {
    this.forbidden = forbidden;
  }

  /** Every token but these; ids of at least 0. */
  public static TokenMask without(int... ids) {
    if (ids.length == 0) {
      return ALL;
    }
    BitSet forbidden = new BitSet();
    for (int id : ids) {
      forbidden.set(id);
    }
    return new TokenMask(forbidden);
  }

  /** Whether nothing is forbidden. */
  public boolean allowsAll() {
    return forbidden.isEmpty();
  }

  /** Whether this token may come. */
  public boolean allows(int tokenId) {
    return !forbidden.get(tokenId);
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
