package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.sampling.ChoiceRule;
import io.mosaicgpt.model.sampling.Logprobs;
import io.mosaicgpt.model.sampling.Sampler;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.TokenCounts;

/** Takes what was chosen where the logits are, or else asks a {@link Sampler}. One per thread. */
public final class SamplingChooser implements TokenChooser {
  private final Sampler sampler;

  public SamplingChooser(Sampler sampler) {
    this.sampler = sampler;
  }

  @Override
  public Chosen choose(LogitRow row, SamplingParams params, TokenCounts counts, TokenMask allowed) {
    int token = token(row, params, counts, allowed);
    return new Chosen(
        token,
        params.logprobs() == SamplingParams.NO_LOGPROBS
            ? null
            : Logprobs.of(row.logits(), token, params.logprobs()));
  }

  private int token(LogitRow row, SamplingParams params, TokenCounts counts, TokenMask allowed) {
    if (ChoiceRule.of(params, allowed) == ChoiceRule.ARGMAX) {
      return row.greedy();
    }
    return row.chosen() == LogitRow.NOT_CHOSEN
        ? sampler.sample(row.logits(), params, counts, allowed)
        : row.chosen();
  }
}
