package io.mosaicgpt.model.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * Log probabilities of the model's own distribution: the log-softmax of the raw logits, summed in
 * double from id 0 upwards with the functions of {@link StrictMath}, so that every machine gives
 * the same bits.
 */
public final class Logprobs {
  private Logprobs() {}

  /** Natural log probability of one token. */
  public static double of(float[] logits, int tokenId) {
    return logits[tokenId] - logSumExp(logits);
  }

  /**
   * One token's log probability with the likeliest alternatives.
   *
   * @param alternatives how many; at most as many as there are tokens are returned
   */
  public static ScoredToken of(float[] logits, int tokenId, int alternatives) {
    double logSumExp = logSumExp(logits);
    List<ScoredToken.Alternative> top = new ArrayList<>(alternatives);
    for (int id : top(logits, Math.min(alternatives, logits.length))) {
      top.add(new ScoredToken.Alternative(id, logits[id] - logSumExp));
    }
    return new ScoredToken(tokenId, logits[tokenId] - logSumExp, top);
  }

  /**
   * Logarithm of the sum of exponentials; subtract it from a logit for that token's log
   * probability.
   *
   * @throws UnusableLogitsException when a logit is not finite
   */
  public static double logSumExp(float[] logits) {
    float max = LogitChecks.max(logits);
    double sum = 0;
    for (float logit : logits) {
      sum += StrictExp.of((double) logit - max);
    }
    return max + StrictMath.log(sum);
  }

  /** Ids of the {@code n} largest logits, largest first, equal ones by id. */
  private static int[] top(float[] logits, int n) {
    int[] ids = new int[n];
    int size = 0;
    for (int id = 0; id < logits.length && n > 0; id++) {
      if (size == n && logits[id] <= logits[ids[n - 1]]) {
        continue;
      }
      int place = size < n ? size++ : n - 1;
      for (; place > 0 && logits[id] > logits[ids[place - 1]]; place--) {
        ids[place] = ids[place - 1];
      }
      ids[place] = id;
    }
    return ids;
  }
}
