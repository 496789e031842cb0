package io.mosaicgpt.model.constraint.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mosaicgpt.model.constraint.FormState;
import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.constraint.leaf.Leaf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** A set of places. Immutable but for its masks, which are made when they are asked for. */
public final class GrammarState implements FormState {
  /** Forced bytes that are looked at: the first of their tokens hardly hangs on later ones. */
  private static final int MOST_FORCED = 64;

  private final GrammarForm form;
  private final List<Place> places;
  private volatile TokenMask mask;
  private volatile TokenMask next;

  GrammarState(GrammarForm form, List<Place> places) {
    this.form = form;
    this.places = places;
  }

  @Override
  public TokenMask allowed() {
    TokenMask known = mask;
    if (known == null) {
      known = form.mask(places);
      mask = known;
    }
    return known;
  }

  @Override
  public boolean mayEnd() {
    return places.contains(Place.END);
  }

  @Override
  public GrammarState append(int tokenId) {
    byte[] bytes = tokenId >= 0 && tokenId < form.trie().size() ? form.trie().bytes(tokenId) : null;
    GrammarState next = bytes == null || bytes.length == 0 ? null : append(bytes, 0, bytes.length);
    if (next == null) {
      throw new IllegalArgumentException("token " + tokenId + " is not allowed here");
    }
    return next;
  }

  @Override
  public TokenMask next() {
    TokenMask known = next;
    if (known == null) {
      int forced = forcedToken();
      known = forced < 0 ? allowed() : form.only(forced);
      next = known;
    }
    return known;
  }

  /**
   * The first of the tokens as which the tokenizer cuts the bytes that must come, less than 0 if
   * there is none. The last of several is left open: what comes behind it may be part of it.
   */
  private int forcedToken() {
    byte[] bytes = forced();
    CharBuffer whole = CharBuffer.allocate(bytes.length);
    UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), whole, false);
    int[] tokens = form.encode(whole.flip().toString());
    return tokens.length > 1 && standsFor(tokens[0], bytes) ? tokens[0] : -1;
  }

  /** A tokenizer may know a token that is no text, or write the text in another way. */
  private boolean standsFor(int token, byte[] beginning) {
    byte[] bytes = token < form.trie().size() ? form.trie().bytes(token) : new byte[0];
    return bytes.length > 0
        && Arrays.equals(bytes, Arrays.copyOf(beginning, Math.min(bytes.length, beginning.length)));
  }

  /** The bytes that must come next: none where there is a choice or the answer may end. */
  byte[] forced() {
    ByteArrayOutputStream forced = new ByteArrayOutputStream();
    List<Place> at = places;
    while (forced.size() < MOST_FORCED) {
      int value = only(at);
      if (value < 0) {
        break;
      }
      forced.write(value);
      at = step(at, value);
    }
    return forced.toByteArray();
  }

  /** The state behind bytes, whichever tokens they come as; null where they are not allowed. */
  public GrammarState append(byte[] bytes, int from, int to) {
    List<Place> at = places;
    for (int i = from; i < to; i++) {
      at = step(at, bytes[i] & 0xFF);
      if (at.isEmpty()) {
        return null;
      }
    }
    return form.state(at);
  }

  /** The bytes, 0 to 255, that may come next. */
  public BitSet nextBytes() {
    BitSet bytes = new BitSet();
    for (int value = 0; value < 256; value++) {
      if (!step(places, value).isEmpty()) {
        bytes.set(value);
      }
    }
    return bytes;
  }

  List<Place> places() {
    return places;
  }

  private List<Place> step(List<Place> from, int value) {
    Places next = new Places(form.grammar());
    next.step(from, value);
    return next.list();
  }

  /** The one byte that may come, where also the answer may not end; less than 0 otherwise. */
  private static int only(List<Place> places) {
    int only = Leaf.DEAD;
    for (Place place : places) {
      int value = place.isEnd() ? Leaf.SEVERAL : place.edge().leaf().only(place.state());
      if (value == Leaf.SEVERAL || (only != Leaf.DEAD && value != Leaf.DEAD && value != only)) {
        return Leaf.SEVERAL;
      }
      only = value == Leaf.DEAD ? only : value;
    }
    return only;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GrammarState state && form == state.form && places.equals(state.places);
  }

  @Override
  public int hashCode() {
    return places.hashCode();
  }
}
