package io.mosaicgpt.model.training.data;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.corpus.Place;

/**
 * One sequence to learn from.
 *
 * @param tokens at least two
 * @param firstCounted index of the first token whose prediction, from those before it, counts in
 *     the loss; all behind it count too. At least 1: nothing stands before the token at 0
 * @param place where the example begins
 */
public record TrainingRecord(int[] tokens, int firstCounted, Place place) {
  public TrainingRecord {
    requireNonNull(tokens, "tokens is null");
    requireNonNull(place, "place is null");
    if (firstCounted < 1 || firstCounted >= tokens.length) {
      throw new IllegalArgumentException(
          "firstCounted is %d of %d tokens".formatted(firstCounted, tokens.length));
    }
  }

  /** Number of tokens. */
  public int length() {
    return tokens.length;
  }

  /** Number of tokens that a model reads: the last one is only predicted. */
  public int read() {
    return tokens.length - 1;
  }

  /** Number of tokens whose prediction counts. */
  public int counted() {
    return tokens.length - firstCounted;
  }
}
