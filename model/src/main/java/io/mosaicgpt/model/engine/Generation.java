package io.mosaicgpt.model.engine;

import io.mosaicgpt.model.sampling.Draw;
import io.mosaicgpt.model.scheduler.Sequence;
import java.util.Optional;

/** A request on its way through the engine. The engine's thread only. */
abstract class Generation {
  private final EngineSession session;
  private final GenerationRequest request;
  private final Sequence sequence;
  private final PromptScores promptScores;
  private final Stopwatch stopwatch;

  Generation(
      EngineSession session, GenerationRequest request, Sequence sequence, Stopwatch stopwatch) {
    this.session = session;
    this.request = request;
    this.sequence = sequence;
    this.stopwatch = stopwatch;
    this.promptScores =
        request.promptLogprobs() ? new PromptScores(request.promptTokens()) : PromptScores.NONE;
  }

  final EngineSession session() {
    return session;
  }

  final GenerationRequest request() {
    return request;
  }

  final long key() {
    return request.key();
  }

  final Sequence sequence() {
    return sequence;
  }

  final Stopwatch stopwatch() {
    return stopwatch;
  }

  /** Whether the logits behind the token at {@code position} are needed. */
  boolean wantsLogits(int position) {
    return promptScores.wants(position);
  }

  /**
   * Whether all logits behind the token at {@code position} will be looked at, and not the
   * likeliest id alone. A hint; {@link #accept} may do otherwise.
   */
  boolean readsLogits(int position) {
    return promptScores.wants(position);
  }

  /**
   * How to choose the id behind the token at {@code position}, if that can be done where the logits
   * are. {@link #accept} then takes it from {@link LogitRow#drawn}.
   */
  Optional<Draw> draw(int position) {
    return Optional.empty();
  }

  /**
   * Takes the logits behind the token at {@code position}. If it is the sequence's last token, this
   * gives the sequence its next one, unless the generation ends.
   *
   * @return whether it ended
   */
  boolean accept(int position, LogitRow row, Outbox outbox) {
    if (promptScores.wants(position)) {
      promptScores.accept(position, row.logits());
    }
    return false;
  }

  /** The end as things are now. */
  final GenerationEvent.Finished finished(FinishReason reason) {
    return new GenerationEvent.Finished(
        key(),
        reason,
        text(),
        choiceLogprobs(),
        promptScores.logprobs(),
        stopwatch.timings(sequence));
  }

  final GenerationEvent.Failed failed(ErrorCode code, String why) {
    return new GenerationEvent.Failed(
        key(), code, "request %s: %s".formatted(request.requestId(), why));
  }

  /** Output text up to now; null without tokenizer. */
  abstract String text();

  /** Why it ended; null while it goes on. */
  abstract FinishReason reason();

  double[] choiceLogprobs() {
    return new double[0];
  }
}
