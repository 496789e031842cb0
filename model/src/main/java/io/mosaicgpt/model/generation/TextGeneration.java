package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.constraint.EndingsHeldBack;
import io.mosaicgpt.model.constraint.TokenConstraint;
import io.mosaicgpt.model.sampling.ChoiceRule;
import io.mosaicgpt.model.sampling.Draw;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.TokenCounts;
import io.mosaicgpt.model.scheduler.Sequence;
import io.mosaicgpt.model.tokenizer.OutputText;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Generates tokens until a stop rule holds. Tokens of an earlier attempt are taken note of first,
 * by the same rules, so that the request ends where it would have ended undisturbed.
 */
public final class TextGeneration extends Generation {
  private final SamplingParams params;
  private final TokenChooser chooser;
  private final TokenConstraint constraint;
  private final int eosTokenId;
  private final int promptLength;
  private final int limit;
  private final TokenCounts counts;

  /** Null without tokenizer. */
  private final OutputText text;

  /** Null while it goes on. */
  private EndReason reason;

  /**
   * A generation that has not begun, or goes on behind the tokens of an earlier attempt.
   *
   * @param session whose it is, for the scheduler
   * @param tokenizer empty leaves its text null
   * @param eosTokenId ends a text
   * @param limit longest sequence, prompt and output together
   */
  public TextGeneration(
      Object session,
      GenerationRequest request,
      Optional<Tokenizer> tokenizer,
      TokenChooser chooser,
      int eosTokenId,
      int limit,
      Stopwatch stopwatch) {
    super(request, sequence(session, request), stopwatch);
    this.params = request.sampling();
    this.chooser = chooser;
    this.constraint = new EndingsHeldBack(params.minTokens(), params.endings(eosTokenId));
    this.eosTokenId = eosTokenId;
    this.limit = limit;
    this.promptLength = request.promptTokens().length;
    this.counts = new TokenCounts(params, request.promptTokens());
    this.text =
        tokenizer.map(t -> new OutputText(t, params.stop(), params.minTokens())).orElse(null);
    for (int token : request.generatedTokens()) {
      if (reason == null) {
        note(token);
      }
    }
  }

  private static Sequence sequence(Object session, GenerationRequest request) {
    int[] prompt = request.promptTokens();
    int[] generated = request.generatedTokens();
    int[] tokens = Arrays.copyOf(prompt, prompt.length + generated.length);
    System.arraycopy(generated, 0, tokens, prompt.length, generated.length);
    int mostReused = request.promptLogprobs() ? 0 : Integer.MAX_VALUE;
    return new Sequence(session, request.priority(), tokens, 0, mostReused);
  }

  @Override
  public boolean wantsLogits(int position) {
    return super.wantsLogits(position) || position == sequence().length() - 1;
  }

  @Override
  public boolean readsLogits(int position) {
    return super.readsLogits(position) || (choosesBehind(position) && rule() != ChoiceRule.ARGMAX);
  }

  @Override
  public Optional<Draw> draw(int position) {
    return choosesBehind(position) && rule() == ChoiceRule.DRAW
        ? Optional.of(Draw.of(params, counts.generated()))
        : Optional.empty();
  }

  private ChoiceRule rule() {
    return ChoiceRule.of(params, constraint.next());
  }

  private boolean choosesBehind(int position) {
    return position == sequence().length() - 1 && !isFull();
  }

  @Override
  public boolean accept(int position, LogitRow row, Consumer<GenerationEvent> events) {
    super.accept(position, row, events);
    if (position != sequence().length() - 1) {
      return false;
    }
    if (isFull()) {
      reason = EndReason.LENGTH; // A prompt as long as the model goes, which was only scored.
      return true;
    }
    TokenChooser.Chosen chosen = chooser.choose(row, params, counts, constraint.next());
    int token = chosen.tokenId();
    stopwatch().token();
    events.accept(new GenerationEvent.Token(key(), token, note(token), chosen.logprob()));
    if (reason == null) {
      sequence().append(token);
    }
    return reason != null;
  }

  /** Takes note of one more token and returns the text that became certain with it. */
  private String note(int token) {
    boolean counted = counts.generated() >= params.minTokens();
    counts.append(token);
    constraint.append(token);
    String delta = "";
    if (counted && params.endsAt(token, eosTokenId)) {
      reason = EndReason.STOP;
    } else if (text != null) {
      OutputText.Delta next = text.append(token);
      delta = next.text();
      reason = next.stopped() ? EndReason.STOP : null;
    }
    if (reason == null && (counts.generated() >= params.maxTokens() || isFull())) {
      reason = EndReason.LENGTH;
    }
    return reason == null || text == null ? delta : delta + text.flush();
  }

  private boolean isFull() {
    return promptLength + counts.generated() >= limit;
  }

  @Override
  public EndReason reason() {
    return reason;
  }

  @Override
  String text() {
    return text == null ? null : text.finish();
  }
}
