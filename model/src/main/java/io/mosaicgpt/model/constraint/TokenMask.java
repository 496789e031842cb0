package io.mosaicgpt.model.constraint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/**
 * The tokens that may come next. Ids beyond those that model and tokenizer both know, the padding
 * rows of the embedding, have no logits and so need no mask. Immutable and thread-safe.
 */
public final class TokenMask {
  /** Every token. */
  public static final TokenMask ALL = new TokenMask("nothing", new BitSet(), Integer.MAX_VALUE);

  private final String source;
  private final BitSet forbidden;

  /** Ids of this and above are all allowed. */
  private final int size;

  /** The last one that {@link #and} made: nearly all requests of a form end in the same way. */
  private volatile Extended extended;

  /** Made when a device asks for it. */
  private volatile byte[] packed;

  private record Extended(int[] ids, TokenMask mask) {}

  private TokenMask(String source, BitSet forbidden, int size) {
    this.source = source;
    this.forbidden = forbidden;
    this.size = size;
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
    return new TokenMask(source, forbidden, Integer.MAX_VALUE);
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
    return new TokenMask(source, forbidden, size);
  }

  /**
   * One token and no other.
   *
   * @param source what forbids the others: {@link #source}
   * @param size ids of this and above are not forbidden: the vocabulary's size
   */
  public static TokenMask only(String source, int allowed, int size) {
    BitSet forbidden = new BitSet(size);
    forbidden.set(0, size);
    forbidden.clear(allowed);
    return new TokenMask(source, forbidden, size);
  }

  /**
   * These tokens and some more. Made once for the same ones asked for again and again.
   *
   * @param ids of at least 0; left as they are by the caller
   */
  public TokenMask and(int... ids) {
    Extended last = extended;
    if (last == null || !Arrays.equals(last.ids, ids)) {
      BitSet fewer = (BitSet) forbidden.clone();
      for (int id : ids) {
        fewer.clear(id);
      }
      last = new Extended(ids, new TokenMask(source, fewer, size));
      extended = last;
    }
    return last.mask;
  }

  /** What forbids tokens, in a plural that begins a sentence about it. */
  public String source() {
    return source;
  }

  /** Whether nothing is forbidden. */
  public boolean allowsAll() {
    return forbidden.isEmpty();
  }

  /** Whether no token of the vocabulary may come next. */
  public boolean allowsNone() {
    return nextAllowed(0) >= size;
  }

  /** The token that is the only one of the vocabulary which may come next, if there is one. */
  public OptionalInt only() {
    int first = nextAllowed(0);
    return first < size && nextAllowed(first + 1) >= size
        ? OptionalInt.of(first)
        : OptionalInt.empty();
  }

  /** Whether a token may not come. */
  public boolean forbids(int id) {
    return forbidden.get(id);
  }

  /** Calls {@code action} with each forbidden id below {@code bound}, by rising id. */
  public void forEachForbidden(int bound, IntConsumer action) {
    for (int id = nextForbidden(0); id < bound; id = nextForbidden(id + 1)) {
      action.accept(id);
    }
  }

  /** The first allowed id from {@code from} on. */
  public int nextAllowed(int from) {
    return forbidden.nextClearBit(from);
  }

  /** The first forbidden id from {@code from} on, or {@link Integer#MAX_VALUE}. */
  public int nextForbidden(int from) {
    int id = forbidden.nextSetBit(from);
    return id < 0 ? Integer.MAX_VALUE : id;
  }

  /**
   * Puts the mask down as a device takes it: a bit for each token, 1 for a forbidden one, eight
   * tokens a byte, the first in the lowest bit.
   *
   * @param tokens how many, from id 0 on
   */
  public void pack(int tokens, ByteBuffer target) {
    byte[] known = packed;
    if (known == null) {
      known = forbidden.toByteArray();
      packed = known;
    }
    int bytes = (tokens + Byte.SIZE - 1) / Byte.SIZE;
    int count = Math.min(bytes, known.length);
    target.put(known, 0, count);
    for (int i = count; i < bytes; i++) {
      target.put((byte) 0);
    }
  }
}
