package io.mosaicgpt.model.sampling;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;

/** Makes {@link SamplingParams}; whatever is not set keeps its default. */
public final class SamplingParamsBuilder {
  private int maxTokens = 256;
  private int minTokens;
  private double temperature;
  private double topP = 1;
  private int topK;
  private double minP;
  private double repetitionPenalty = 1;
  private double presencePenalty;
  private double frequencyPenalty;
  private long seed;
  private List<String> stop = List.of();
  private List<Integer> stopTokenIds = List.of();
  private boolean ignoreEos;
  private OptionalInt logprobs = OptionalInt.empty();

  SamplingParamsBuilder() {}

  SamplingParamsBuilder(SamplingParams params) {
    maxTokens = params.maxTokens();
    minTokens = params.minTokens();
    temperature = params.temperature();
    topP = params.topP();
    topK = params.topK();
    minP = params.minP();
    repetitionPenalty = params.repetitionPenalty();
    presencePenalty = params.presencePenalty();
    frequencyPenalty = params.frequencyPenalty();
    seed = params.seed();
    stop = params.stop();
    stopTokenIds = params.stopTokenIds();
    ignoreEos = params.ignoreEos();
    if (params.logprobs() != SamplingParams.NO_LOGPROBS) {
      logprobs = OptionalInt.of(params.logprobs());
    }
  }

  /** Default: 256. */
  public SamplingParamsBuilder maxTokens(int maxTokens) {
    this.maxTokens = maxTokens;
    return this;
  }

  /** Default: 0. */
  public SamplingParamsBuilder minTokens(int minTokens) {
    this.minTokens = minTokens;
    return this;
  }

  /** Default: 0, greedy. */
  public SamplingParamsBuilder temperature(double temperature) {
    this.temperature = temperature;
    return this;
  }

  /** Default: 1. */
  public SamplingParamsBuilder topP(double topP) {
    this.topP = topP;
    return this;
  }

  /** Default: 0. */
  public SamplingParamsBuilder topK(int topK) {
    this.topK = topK;
    return this;
  }

  /** Default: 0. */
  public SamplingParamsBuilder minP(double minP) {
    this.minP = minP;
    return this;
  }

  /** Default: 1. */
  public SamplingParamsBuilder repetitionPenalty(double repetitionPenalty) {
    this.repetitionPenalty = repetitionPenalty;
    return this;
  }

  /** Default: 0. */
  public SamplingParamsBuilder presencePenalty(double presencePenalty) {
    this.presencePenalty = presencePenalty;
    return this;
  }

  /** Default: 0. */
  public SamplingParamsBuilder frequencyPenalty(double frequencyPenalty) {
    this.frequencyPenalty = frequencyPenalty;
    return this;
  }

  /** Default: 0. */
  public SamplingParamsBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** At most 16. Default: none. */
  public SamplingParamsBuilder stop(List<String> stop) {
    this.stop = stop;
    return this;
  }

  /** Default: none. */
  public SamplingParamsBuilder stopTokenIds(List<Integer> stopTokenIds) {
    this.stopTokenIds = stopTokenIds;
    return this;
  }

  /** Default: false. */
  public SamplingParamsBuilder ignoreEos(boolean ignoreEos) {
    this.ignoreEos = ignoreEos;
    return this;
  }

  /** How many alternatives to report, 0 to 20. Default: no log probabilities at all. */
  public SamplingParamsBuilder logprobs(int logprobs) {
    this.logprobs = OptionalInt.of(logprobs);
    return this;
  }

  /**
   * The parameters.
   *
   * @throws IllegalArgumentException when a value is outside its range; names it
   */
  public SamplingParams build() {
    // A caller's -1 must not pass for the value that stands for none.
    logprobs.ifPresent(SamplingRanges::logprobs);
    SamplingRanges.fewStopTexts(requireNonNull(stop, "stop is null"));
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
        stop,
        stopTokenIds,
        ignoreEos,
        logprobs.orElse(SamplingParams.NO_LOGPROBS));
  }
}
