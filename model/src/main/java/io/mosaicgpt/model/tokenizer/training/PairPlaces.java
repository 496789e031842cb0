package io.mosaicgpt.model.tokenizer.training;

import java.util.Arrays;

/** Where a pair of neighbours stands, and how often in all texts. */
final class PairPlaces {
  private int[] places = new int[4];
  private int size;
  private long count;

  /**
   * Adds a place, behind all that are there.
   *
   * @param times how often the word occurs that has the pair there
   */
  void add(int place, long times) {
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
    }
    places[size++] = place;
    count += times;
  }

  /** One of the places has it no more; {@link #places} keeps it. */
  void remove(long times) {
    count -= times;
  }

  /** How often the pair occurs now. */
  long count() {
    return count;
  }

  /** Where it stands or once stood, in ascending order. */
  int[] places() {
    return Arrays.copyOf(places, size);
  }
}
