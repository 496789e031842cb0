package io.mosaicgpt.model.engine;

import io.mosaicgpt.model.sampling.Logprobs;
import io.mosaicgpt.model.sampling.Sampler;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.TokenCounts;
import io.mosaicgpt.model.sampling.TokenLogprob;

/** Chooses the tokens of all text generations, and takes the time. The engine's thread only. */
final class TokenChooser {
  private final Sampler sampler;
  private final LapClock laps;

  TokenChooser(Sampler sampler, LapClock laps) {
    this.sampler = sampler;
    this.laps = laps;
  }

  /**
   * A token.
   *
   * @param logprob null unless it was asked for
   */
  record Choice(int token, TokenLogprob logprob) {}

  /** Chooses the token behind those in {@code counts}. */
  Choice choose(LogitRow row, SamplingParams params, TokenCounts counts) {
    laps.other();
    try {
      int token = token(row, params, counts);
      return new Choice(
          token,
          params.logprobs() == SamplingParams.NO_LOGPROBS
              ? null
              : Logprobs.of(row.logits(), token, params.logprobs()));
    } finally {
      laps.sampling();
    }
  }

  private int token(LogitRow row, SamplingParams params, TokenCounts counts) {
    if (params.plainArgmax(counts.generated())) {
      return row.greedy();
    }
    return row.drawn() == LogitRow.NOT_DRAWN
        ? sampler.sample(row.logits(), params, counts)
        : row.drawn();
  }
}
