package io.mosaicgpt.model.sampling;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;

/**
 * Log probability of one chosen token, of the model's own distribution: before penalties,
 * temperature and truncation.
 *
 * @param tokenId the token
 * @param logprob its natural log probability
 * @param top the likeliest tokens at this place, best first; ties in id order
 */
public record ScoredToken(int tokenId, double logprob, List<Alternative> top)
    implements Serializable {
  public ScoredToken {
    top = List.copyOf(requireNonNull(top, "top is null"));
  }

  /** One likely token. */
  public record Alternative(int tokenId, double logprob) implements Serializable {}
}
