package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.forward.TokenTree;
import io.mosaicgpt.model.sampling.Draw;
import io.mosaicgpt.model.scheduler.Sequence;
import java.util.Optional;
import java.util.function.Consumer;

/** A request on its way through the engine. The engine's thread only. */
public abstract class Generation {
  private final GenerationRequest request;
  private final Sequence sequence;
  private final PromptScores promptScores;
  private final Stopwatch stopwatch;

  Generation(GenerationRequest request, Sequence sequence, Stopwatch stopwatch) {
    this.request = request;
    this.sequence = sequence;
    this.stopwatch = stopwatch;
    this.promptScores =
        request.promptLogprobs() ? new PromptScores(request.promptTokens()) : PromptScores.NONE;
  }

  public final GenerationRequest request() {
    return request;
  }

  public final long key() {
    return request.key();
  }

  public final Sequence sequence() {
    return sequence;
  }

  public final Stopwatch stopwatch() {
    return stopwatch;
  }

  /** What the sequence's tokens come behind. */
  public TokenTree tree() {
    return TokenTree.NONE;
  }

  /** Whether the logits behind the token at {@code position} are needed. */
  public boolean wantsLogits(int position) {
    return promptScores.wants(position);
  }

  /**
   * Whether all logits behind the token at {@code position} will be looked at, and not the
   * likeliest id alone. A hint; {@link #accept} may do otherwise.
   */
  public boolean readsLogits(int position) {
    return promptScores.wants(position);
  }

  /**
   * How to choose the id behind the token at {@code position}, if that can be done where the logits
   * are. {@link #accept} then takes it from {@link LogitRow#chosen}.
   */
  public Optional<Draw> draw(int position) {
    return Optional.empty();
  }

  /**
   * Of which ids to take the likeliest behind the token at {@code position}, if that can be done
   * where the logits are. {@link #accept} then takes it from {@link LogitRow#chosen}.
   */
  public Optional<TokenMask> mask(int position) {
    return Optional.empty();
  }

  /**
   * Takes the logits behind the token at {@code position}. If it is the sequence's last token, this
   * gives the sequence its next one, unless the generation ends.
   *
   * @param events takes what there is to report, save the end
   * @return whether it ended
   */
  public boolean accept(int position, LogitRow row, Consumer<GenerationEvent> events) {
    if (promptScores.wants(position)) {
      promptScores.accept(position, row.logits());
    }
    return false;
  }

  /** The end as things are now. */
  public final GenerationEvent.Finished finished(EndReason reason) {
    return new GenerationEvent.Finished(
        key(),
        reason,
        text(),
        choiceLogprobs(),
        contentFreeLogprobs(),
        promptScores.logprobs(),
        stopwatch.timings(sequence));
  }

  public final GenerationEvent.Failed failed(ErrorCode code, String why) {
    return new GenerationEvent.Failed(
        key(), code, "request %s: %s".formatted(request.requestId(), why));
  }

  /** Output text up to now; null without tokenizer. */
  abstract String text();

  /** Why it ended; null while it goes on. */
  public abstract EndReason reason();

  double[] choiceLogprobs() {
    return new double[0];
  }

  double[] contentFreeLogprobs() {
    return new double[0];
  }
}
