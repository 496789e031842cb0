package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.sampling.ScoredToken;
import java.util.List;

/** What the engine reports about a request. Every request ends with one Finished or Failed. */
public sealed interface GenerationEvent {
  /** The request's {@link GenerationRequest#key()}. */
  long key();

  /**
   * One more token.
   *
   * @param tokenId the token; the last one may be a stop token
   * @param text text that became certain with it: whole characters, never part of a stop text;
   *     empty for a model without a tokenizer
   * @param logprob null unless asked for
   */
  record Token(long key, int tokenId, String text, ScoredToken logprob)
      implements GenerationEvent {}

  /**
   * The end of a generation.
   *
   * @param text the whole output text, tokens of earlier attempts included; null without tokenizer
   * @param choiceLogprobs total log probability of each choice's tokens, its end's included; NaN
   *     for those not scored before a timeout; empty unless choices were given. The text is then
   *     the label of the likeliest choice, the first of equal ones, and no Token events come
   * @param contentFreeLogprobs the same of the choices behind the prompt without content; empty
   *     unless they are held against those
   * @param promptLogprobs log probability of each prompt token, NaN for the first; empty unless
   *     asked for
   * @param timings of this attempt
   */
  record Finished(
      long key,
      EndReason reason,
      String text,
      double[] choiceLogprobs,
      double[] contentFreeLogprobs,
      double[] promptLogprobs,
      Timings timings)
      implements GenerationEvent {
    /** Of a request that holds its choices against nothing. */
    public Finished(
        long key,
        EndReason reason,
        String text,
        double[] choiceLogprobs,
        double[] promptLogprobs,
        Timings timings) {
      this(key, reason, text, choiceLogprobs, new double[0], promptLogprobs, timings);
    }
  }

  /** The engine cannot serve this request; others go on. */
  record Failed(long key, ErrorCode code, String message) implements GenerationEvent {}

  /**
   * Nanoseconds since submission, and what the prefix cache and preemption did.
   *
   * @param queueNanos to the first step
   * @param firstTokenNanos to the first token of this attempt; the end, if there was none
   * @param totalNanos to the end
   * @param cachedPromptTokens prompt tokens that did not have to be computed
   * @param preemptions how often the request lost its slot and was computed again
   */
  record Timings(
      long queueNanos,
      long firstTokenNanos,
      long totalNanos,
      int cachedPromptTokens,
      int preemptions) {}

  /** Receives events in order. Called by the engine's thread: must not block, must not throw. */
  interface Listener {
    /** Everything that one step brought. */
    void onEvents(List<GenerationEvent> events);

    /** The engine is broken; no further call follows. */
    void onFailure(Throwable cause);
  }
}
