package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.ScoredToken;
import io.mosaicgpt.model.sampling.TokenCounts;

/** Chooses tokens. */
public interface TokenChooser {
  /**
   * A chosen token.
   *
   * @param logprob null unless it was asked for
   */
  record Chosen(int tokenId, ScoredToken logprob) {}

  /**
   * Chooses the token behind those in {@code counts}.
   *
   * @throws io.mosaicgpt.model.sampling.UnusableLogitsException when there is none to choose
   */
  Chosen choose(LogitRow row, SamplingParams params, TokenCounts counts, TokenMask allowed);
}
