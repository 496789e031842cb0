package io.mosaicgpt.model.sampling;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.constraint.TokenMask;
import java.util.Arrays;

/**
 * Chooses one token from logits. The choice is a function of the logits, the parameters and the
 * tokens so far; it is the same, to the last bit, on every machine. In this order:
 *
 * <ol>
 *   <li>Penalties on the raw logits: for a token that occurs in prompt or output, a positive logit
 *       is divided and any other multiplied by {@code repetition_penalty}; then {@code
 *       frequency_penalty} times its count in the output and, if that is not 0, {@code
 *       presence_penalty} are subtracted. Computed in double, rounded once to float.
 *   <li>Tokens that are not allowed, such as those that would end the completion before {@code
 *       min_tokens}, are left out.
 *   <li>{@code temperature} 0 takes the largest logit; of equal ones the smallest id. Otherwise z =
 *       (logit - largest logit) / temperature.
 *   <li>{@code min_p} keeps tokens with z of at least ln(min_p), that is, with at least {@code
 *       min_p} times the probability of the likeliest.
 *   <li>{@code top_k} keeps the first so many tokens in the order of falling logits, equal ones by
 *       rising id.
 *   <li>{@code top_p} keeps the shortest beginning of that order that holds at least {@code top_p}
 *       of the probability of the tokens kept so far.
 *   <li>The token is the first one, by rising id, at which the sum of the kept tokens' weights
 *       exceeds {@link PositionRandom#below} of their total; the position is the number of tokens
 *       generated before this one.
 * </ol>
 *
 * <p>The weight of a token is floor(exp(z) * 2^44), an integer: such sums are exact in any order,
 * so that neither selection nor draw depends on how they are computed. A token less likely than
 * 2^-44 of the likeliest is never drawn.
 *
 * <p>Keeps scratch arrays of the vocabulary's size: one per thread. Not thread-safe.
 */
public final class Sampler {
  /** Weight of the likeliest token. 2^18 tokens of it stay below 2^62. */
  private static final double UNIT = 0x1p44;

  /** Below this, exp(z) * 2^44 is less than 1. */
  private static final double WEIGHTLESS = -31;

  private static final int LARGEST_VOCABULARY = 1 << 18;

  private final float[] scores;
  private final long[] keys;
  private final long[] weights;

  /**
   * Makes a sampler.
   *
   * @param usableVocabSize length of the logits, padding rows left out
   */
  public Sampler(int usableVocabSize) {
    if (usableVocabSize < 1 || usableVocabSize > LARGEST_VOCABULARY) {
      throw new IllegalArgumentException(
          "a vocabulary of "
              + usableVocabSize
              + " tokens cannot be sampled: it must have from 1 to "
              + LARGEST_VOCABULARY);
    }
    scores = new float[usableVocabSize];
    keys = new long[usableVocabSize];
    weights = new long[usableVocabSize];
  }

  /**
   * Chooses the token behind those in {@code counts}; the caller appends it there.
   *
   * @param logits raw logits by token id, left as they are
   * @param counts made with the same {@code params}
   * @param allowed the tokens to choose from
   * @throws UnusableLogitsException when a logit is not finite or every token is forbidden
   */
  public int sample(float[] logits, SamplingParams params, TokenCounts counts, TokenMask allowed) {
    requireNonNull(params, "params is null");
    requireNonNull(counts, "counts is null");
    requireNonNull(allowed, "allowed is null");
    if (logits.length != scores.length) {
      throw new IllegalArgumentException(
          logits.length + " logits were given, but the vocabulary has " + scores.length);
    }
    LogitChecks.max(logits);
    if (params.greedy() && !params.penalizes()) {
      return best(logits, allowed);
    }
    for (int id = 0; id < logits.length; id++) {
      scores[id] = logits[id] + 0f; // -0 becomes 0, which it equals in every comparison
    }
    if (params.penalizes()) {
      counts.forEach((id, count) -> penalize(id, count, params));
    }
    int best = best(scores, allowed);
    if (params.greedy()) {
      return best;
    }
    forbid(allowed);
    return draw(params, scores[best], counts.generated());
  }

  /** The first of the largest values among those of the allowed tokens. */
  private static int best(float[] values, TokenMask allowed) {
    int best = allowed.nextAllowed(0);
    if (best >= values.length) {
      throw new UnusableLogitsException(allowed.source() + " forbid every token of the vocabulary");
    }
    // Run by run, so that neither many allowed tokens nor many forbidden ones are looked up.
    for (int from = best; from < values.length; ) {
      int end = Math.min(allowed.nextForbidden(from), values.length);
      for (int id = from; id < end; id++) {
        if (values[id] > values[best]) {
          best = id;
        }
      }
      from = allowed.nextAllowed(end);
    }
    return best;
  }

  private void forbid(TokenMask allowed) {
    int from = allowed.nextForbidden(0);
    while (from < scores.length) {
      int end = Math.min(allowed.nextAllowed(from), scores.length);
      Arrays.fill(scores, from, end, Float.NEGATIVE_INFINITY);
      from = allowed.nextForbidden(end);
    }
  }

  private void penalize(int id, int count, SamplingParams params) {
    if (id >= scores.length) {
      return; // a padding id in a prompt of bare ids
    }
    double score = scores[id];
    score = score > 0 ? score / params.repetitionPenalty() : score * params.repetitionPenalty();
    if (count > 0) {
      score -= params.frequencyPenalty() * count + params.presencePenalty();
    }
    scores[id] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, score)) + 0f;
  }

  private int draw(SamplingParams params, double max, int position) {
    int kept = rank(params, max);
    Arrays.fill(weights, 0);
    long total = 0;
    for (int i = 0; i < kept; i++) {
      int id = RankedTokens.id(keys[i]);
      weights[id] = weight((scores[id] - max) / params.temperature());
      total += weights[id];
    }
    if (params.topP() < 1) {
      total = keepTopP(params.topP(), kept, total);
    }
    return pick(PositionRandom.below(total, params.seed(), position));
  }

  /** Puts the keys of the tokens that min_p and top_k keep in front; returns how many they are. */
  private int rank(SamplingParams params, double max) {
    double least = StrictMath.log(params.minP());
    int topK = params.topK() == 0 ? scores.length : Math.min(params.topK(), scores.length);
    // Room for a few times top_k: whenever it is full, all but the first top_k go, and from then on
    // only what beats the last of them comes in. Few do.
    int room = (int) Math.min(scores.length, Math.max(4L * topK, 256));
    float lowest = -Float.MAX_VALUE;
    int kept = 0;
    for (int id = 0; id < scores.length; id++) {
      float score = scores[id];
      if (score >= lowest && (score - max) / params.temperature() >= least) {
        keys[kept++] = RankedTokens.key(score, id);
        if (kept == room && topK < room) {
          kept = RankedTokens.firstReaching(keys, kept, topK, null);
          lowest = lowestScore(kept);
        }
      }
    }
    return topK < kept ? RankedTokens.firstReaching(keys, kept, topK, null) : kept;
  }

  private float lowestScore(int kept) {
    float lowest = Float.MAX_VALUE;
    for (int i = 0; i < kept; i++) {
      lowest = Math.min(lowest, scores[RankedTokens.id(keys[i])]);
    }
    return lowest;
  }

  private static long weight(double z) {
    return z < WEIGHTLESS ? 0 : (long) (StrictMath.exp(z) * UNIT);
  }

  /** Takes away the weight of tokens outside top_p; returns the weight that is left. */
  private long keepTopP(double topP, int kept, long total) {
    long enough = Math.max(1, Math.min(total, (long) Math.ceil(topP * total)));
    int first = RankedTokens.firstReaching(keys, kept, enough, weights);
    for (int i = first; i < kept; i++) {
      int id = RankedTokens.id(keys[i]);
      total -= weights[id];
      weights[id] = 0;
    }
    return total;
  }

  private int pick(long random) {
    int id = 0;
    for (long sum = weights[0]; sum <= random; sum += weights[id]) {
      id++;
    }
    return id;
  }
}
