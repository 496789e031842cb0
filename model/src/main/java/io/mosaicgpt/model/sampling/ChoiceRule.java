package io.mosaicgpt.model.sampling;

import io.mosaicgpt.model.constraint.TokenMask;

/**
 * How much of the logits the choice of a token takes, and so whether it can be made where they are.
 * Nothing else decides that.
 */
public enum ChoiceRule {
  /** The largest logit, and nothing is asked beside it. */
  ARGMAX,
  /** The largest logit of those tokens that are allowed, and nothing is asked beside it. */
  MASKED_ARGMAX,
  /** A {@link Draw}, to which the tokens before do not matter. */
  DRAW,
  /** Whatever {@link Sampler} makes of all logits. */
  LOGITS;

  /** The rule for the next token, of those that are allowed. */
  public static ChoiceRule of(SamplingParams params, TokenMask allowed) {
    if (params.penalizes() || params.logprobs() != SamplingParams.NO_LOGPROBS) {
      return LOGITS;
    }
    if (!params.greedy()) {
      return DRAW;
    }
    return allowed.allowsAll() ? ARGMAX : MASKED_ARGMAX;
  }
}
