package io.mosaicgpt.model.training;

import java.util.Arrays;

/**
 * A text to learn from: a sequence of its own, whatever it is batched with.
 *
 * @param tokens ids, at least two
 * @param weights for each token how much its loss counts, 0 or more; the first one's is 0, since
 *     nothing predicts it
 */
public record TokenRow(int[] tokens, float[] weights) {
  public TokenRow {
    if (tokens.length < 2 || weights.length != tokens.length) {
      throw new IllegalArgumentException(
          "a row has %d tokens and %d weights, but must have at least 2 of both and as many"
              .formatted(tokens.length, weights.length));
    }
    if (weights[0] != 0) {
      throw new IllegalArgumentException("the first token has weight %s".formatted(weights[0]));
    }
    for (float weight : weights) {
      if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "a token has weight %s, but it must be 0 or more".formatted(weight));
      }
    }
  }

  /** A row that is learned from its second token on. */
  public static TokenRow whole(int... tokens) {
    return answer(1, tokens);
  }

  /**
   * A row whose first tokens are given and not learned.
   *
   * @param prompt how many these are, at least 1
   */
  public static TokenRow answer(int prompt, int... tokens) {
    float[] weights = new float[tokens.length];
    Arrays.fill(weights, Math.min(Math.max(1, prompt), tokens.length), tokens.length, 1);
    return new TokenRow(tokens, weights);
  }

  /** Tokens that the model reads: the last one is only predicted. */
  int length() {
    return tokens.length - 1;
  }
}
