package io.mosaicgpt.model.constraint.grammar;

import io.mosaicgpt.model.constraint.FormState;
import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.constraint.leaf.Leaf;
import java.io.ByteArrayOutputStream;
import java.util.BitSet;
import java.util.List;

/** A set of places. Immutable but for its mask, which is made when it is asked for. */
public final class GrammarState implements FormState {
  /** More are forced only where a schema gives a long text. */
  private static final int MOST_FORCED = 1024;

  private final GrammarForm form;
  private final List<Place> places;
  private volatile TokenMask mask;

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
  public byte[] forced() {
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
