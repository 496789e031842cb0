package io.mosaicgpt.operators.state;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.sampling.ScoredToken;
import java.util.List;

/**
 * How far a generation has come. The sampler's position is the number of tokens: the random number
 * of a token depends on seed and position alone, so nothing else of the sampler needs keeping.
 *
 * @param modelHash the model that generated; another one cannot go on from here
 * @param promptHash what the tokens stand behind and what ends them; behind another prompt nothing
 *     can go on from here. Empty in the state of programs that did not keep it
 * @param tokens ids generated so far; never changed
 * @param logprobs one entry per token if the request asks for them, otherwise empty
 */
public record Progress(
    String modelHash, String promptHash, int[] tokens, List<ScoredToken> logprobs) {
  public Progress {
    requireNonNull(modelHash, "modelHash is null");
    requireNonNull(promptHash, "promptHash is null");
    requireNonNull(tokens, "tokens is null");
    logprobs = List.copyOf(logprobs);
    if (!logprobs.isEmpty() && logprobs.size() != tokens.length) {
      throw new IllegalArgumentException(
          "%d log probabilities for %d tokens".formatted(logprobs.size(), tokens.length));
    }
  }

  /** The tokens of {@code earlier} behind this model's and prompt's beginning. */
  public Progress followedBy(Progress earlier) {
    return new Progress(modelHash, promptHash, earlier.tokens(), earlier.logprobs());
  }

  /** Before the first token. */
  public static Progress none(String modelHash, String promptHash) {
    return new Progress(modelHash, promptHash, new int[0], List.of());
  }
}
