package io.mosaicgpt.model.sampling;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How the tokens of one completion are chosen and when it ends; the words are those of vLLM and
 * OpenAI. Order of effects: penalties on raw logits, temperature, min_p, top_k, top_p. {@link
 * Sampler} says exactly what each does.
 *
 * <p>Every value is checked here: an unusable one is refused with an {@link
 * IllegalArgumentException} whose message is one sentence naming the word, the value and the range.
 *
 * @param maxTokens most tokens to generate, at least 1
 * @param minTokens end-of-text, stop tokens and stop texts do not count before this many tokens; at
 *     most {@code maxTokens}
 * @param temperature 0 to 100; 0 is greedy
 * @param topP above 0, at most 1; 1 keeps all
 * @param topK 0 keeps all
 * @param minP 0 to 1; 0 keeps all
 * @param repetitionPenalty 0.01 to 100; 1 is off
 * @param presencePenalty -2 to 2; 0 is off
 * @param frequencyPenalty -2 to 2; 0 is off
 * @param seed of the random number of each token, with the token's position and nothing else
 * @param stop texts that end the completion and are not part of it; a builder takes at most 16
 * @param stopTokenIds ids that end the completion
 * @param ignoreEos go on past the end-of-text token
 * @param logprobs report log probabilities with this many alternatives, 0 to 20, or {@link
 *     #NO_LOGPROBS}
 */
public record SamplingParams(
    int maxTokens,
    int minTokens,
    double temperature,
    double topP,
    int topK,
    double minP,
    double repetitionPenalty,
    double presencePenalty,
    double frequencyPenalty,
    long seed,
    List<String> stop,
    List<Integer> stopTokenIds,
    boolean ignoreEos,
    int logprobs)
    implements Serializable {

  /** Largest {@link #temperature}. */
  public static final int MAX_TEMPERATURE = 100;

  /** Value of {@link #logprobs} that asks for none. */
  public static final int NO_LOGPROBS = -1;

  public SamplingParams {
    stop = List.copyOf(requireNonNull(stop, "stop is null"));
    stopTokenIds = List.copyOf(requireNonNull(stopTokenIds, "stopTokenIds is null"));
    SamplingRanges.atLeast("max_tokens", maxTokens, 1);
    SamplingRanges.atLeast("min_tokens", minTokens, 0);
    SamplingRanges.check(
        minTokens <= maxTokens, "min_tokens", minTokens, "at most max_tokens (" + maxTokens + ")");
    SamplingRanges.within("temperature", temperature, 0, MAX_TEMPERATURE);
    SamplingRanges.check(topP > 0 && topP <= 1, "top_p", topP, "above 0 and at most 1");
    SamplingRanges.atLeast("top_k", topK, 0);
    SamplingRanges.within("min_p", minP, 0, 1);
    SamplingRanges.within("repetition_penalty", repetitionPenalty, 0.01, 100);
    SamplingRanges.within("presence_penalty", presencePenalty, -2, 2);
    SamplingRanges.within("frequency_penalty", frequencyPenalty, -2, 2);
    SamplingRanges.stopTexts(stop);
    stopTokenIds.forEach(id -> SamplingRanges.atLeast("stop_token_ids", id, 0));
    if (logprobs != NO_LOGPROBS) {
      SamplingRanges.logprobs(logprobs);
    }
  }

  /** Greedy, 256 tokens, nothing else set. */
  public static SamplingParams defaults() {
    return builder().build();
  }

  /** A builder that starts from {@link #defaults()}. */
  public static SamplingParamsBuilder builder() {
    return new SamplingParamsBuilder();
  }

  /** A builder that starts from these values. */
  public SamplingParamsBuilder toBuilder() {
    return new SamplingParamsBuilder(this);
  }

  /**
   * The same, ending at these texts as well, which do not count against those that were asked for.
   */
  public SamplingParams alsoStoppingAt(List<String> texts) {
    Set<String> all = new LinkedHashSet<>(stop);
    all.addAll(texts);
    return new SamplingParams(
        maxTokens,
        minTokens,
        temperature,
        topP,
        topK,
        minP,
        repetitionPenalty,
        presencePenalty,
        frequencyPenalty,
        seed,
        List.copyOf(all),
        stopTokenIds,
        ignoreEos,
        logprobs);
  }

  /** Whether the likeliest token is taken instead of a random one. */
  public boolean greedy() {
    return temperature == 0;
  }

  /** Whether the choice of a token depends on the tokens before it, apart from the logits. */
  public boolean penalizes() {
    return repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0;
  }

  /** Ids that end the completion: the stop tokens, and the end of text unless ignored. */
  public int[] endings(int eosTokenId) {
    IntStream stops = stopTokenIds.stream().mapToInt(Integer::intValue);
    return (ignoreEos ? stops : IntStream.concat(IntStream.of(eosTokenId), stops)).toArray();
  }

  /**
   * Whether {@code tokenId} ends the completion: a stop token, or the end of text unless ignored.
   * Before {@link #minTokens} no such token is let through.
   */
  public boolean endsAt(int tokenId, int eosTokenId) {
    return (tokenId == eosTokenId && !ignoreEos)
        || (!stopTokenIds.isEmpty() && stopTokenIds.contains(tokenId));
  }
}
