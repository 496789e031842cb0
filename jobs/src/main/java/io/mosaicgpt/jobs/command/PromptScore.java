package io.mosaicgpt.jobs.command;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How likely a model finds the tokens of a text.
 *
 * @param tokenIds the text
 * @param logprobs natural log probability of each token after those before it; null for the first,
 *     which has none before it
 * @param perplexity exponential of the mean negative log probability; null for a single token
 */
@JsonPropertyOrder({"token_ids", "logprobs", "perplexity"})
record PromptScore(
    @JsonProperty("token_ids") List<Integer> tokenIds,
    @JsonProperty("logprobs") List<Double> logprobs,
    @JsonProperty("perplexity") Double perplexity) {
  PromptScore {
    tokenIds = List.copyOf(tokenIds);
    logprobs = Collections.unmodifiableList(new ArrayList<>(logprobs)); // the first is null
  }

  /**
   * The score of a prompt.
   *
   * @param promptLogprobs as the engine reports them, one per token, the first NaN
   */
  static PromptScore of(int[] tokens, double[] promptLogprobs) {
    List<Double> logprobs = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < tokens.length; i++) {
      logprobs.add(i == 0 ? null : promptLogprobs[i]);
      sum += i == 0 ? 0 : promptLogprobs[i];
    }
    Double perplexity = tokens.length < 2 ? null : Math.exp(-sum / (tokens.length - 1));
    return new PromptScore(Arrays.stream(tokens).boxed().toList(), logprobs, perplexity);
  }
}
