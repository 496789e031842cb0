package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.constraint.EndingsHeldBack;
import io.mosaicgpt.model.constraint.FormConstraint;
import io.mosaicgpt.model.constraint.FormState;
import io.mosaicgpt.model.constraint.TokenConstraint;
import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.sampling.ChoiceRule;
import io.mosaicgpt.model.sampling.Draw;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.TokenCounts;
import io.mosaicgpt.model.scheduler.Sequence;
import io.mosaicgpt.model.tokenizer.OutputText;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Generates tokens until a stop rule holds. Tokens of an earlier attempt are taken note of first,
 * by the same rules, so that the request ends where it would have ended undisturbed.
 */
public final class TextGeneration extends Generation {
  private final SamplingParams params;
  private final TokenChooser chooser;
  private final TokenConstraint constraint;

  /** The same constraint where a form was asked for, otherwise null. */
  private final FormConstraint form;

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
   * @param form where an answer of the form begins; empty if the request asks for none
   * @param tokenizer empty leaves its text null; a form needs one
   * @param eosTokenId ends a text
   * @param limit longest sequence, prompt and output together
   * @throws IllegalArgumentException when the tokens of the earlier attempt are not of the form
   */
  public TextGeneration(
      Object session,
      GenerationRequest request,
      Optional<FormState> form,
      Optional<Tokenizer> tokenizer,
      TokenChooser chooser,
      int eosTokenId,
      int limit,
      Stopwatch stopwatch) {
    super(request, sequence(session, request), stopwatch);
    this.params = request.sampling();
    this.chooser = chooser;
    int[] endings = params.endings(eosTokenId);
    this.form =
        form.map(
                start ->
                    new FormConstraint(
                        start, params.minTokens(), endings, request.form().orElseThrow().end()))
            .orElse(null);
    this.constraint =
        this.form == null ? new EndingsHeldBack(params.minTokens(), endings) : this.form;
    this.limit = limit;
    this.promptLength = request.promptTokens().length;
    this.counts = new TokenCounts(params, request.promptTokens());
    this.text = tokenizer.map(t -> text(t, form)).orElse(null);
    for (int token : request.generatedTokens()) {
      if (reason == null) {
        note(token);
      }
    }
  }

  /** Under a form a stop text counts where it leaves a complete answer. */
  private OutputText text(Tokenizer tokenizer, Optional<FormState> start) {
    Predicate<String> counts =
        start.<Predicate<String>>map(s -> new CompleteAnswer(tokenizer, s)).orElse(before -> true);
    return new OutputText(tokenizer, params.stop(), params.minTokens(), counts);
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
        ? Optional.of(Draw.of(params, counts.generated(), constraint.next()))
        : Optional.empty();
  }

  @Override
  public Optional<TokenMask> mask(int position) {
    return choosesBehind(position) && rule() == ChoiceRule.MASKED_ARGMAX
        ? Optional.of(constraint.next())
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
    IntStream.Builder tokens = IntStream.builder();
    while (chosen != null) {
      take(chosen, events);
      tokens.add(chosen.tokenId());
      chosen = forced();
    }
    if (reason == null) {
      sequence().append(tokens.build().toArray());
    }
    return reason != null;
  }

  private void take(TokenChooser.Chosen chosen, Consumer<GenerationEvent> events) {
    int token = chosen.tokenId();
    stopwatch().token();
    events.accept(new GenerationEvent.Token(key(), token, note(token), chosen.logprob()));
  }

  /** The next token, where only one may come and nobody asks how likely it was; otherwise null. */
  private TokenChooser.Chosen forced() {
    if (reason != null || params.logprobs() != SamplingParams.NO_LOGPROBS) {
      return null;
    }
    OptionalInt only = constraint.next().only();
    return only.isPresent() ? new TokenChooser.Chosen(only.getAsInt(), null) : null;
  }

  /** Takes note of one more token and returns the text that became certain with it. */
  private String note(int token) {
    counts.append(token);
    TokenConstraint.Role role = constraint.append(token);
    String delta = "";
    if (role == TokenConstraint.Role.END) {
      reason = EndReason.STOP;
      delta = endOfText();
    } else if (text != null) {
      OutputText.Delta next = text.append(token);
      delta = next.text();
      reason = next.stopped() || role == TokenConstraint.Role.LAST ? EndReason.STOP : null;
    }
    if (reason == null && (counts.generated() >= params.maxTokens() || isFull())) {
      reason = form == null || form.isComplete() ? EndReason.LENGTH : EndReason.INCOMPLETE;
    }
    return reason == null || text == null ? delta : delta + text.flush();
  }

  /** Takes what has begun to be the end out of the text again, where it might have been more. */
  private String endOfText() {
    StringBuilder certain = new StringBuilder();
    int[] rest = form == null ? new int[0] : form.restOfEnd();
    for (int i = 0; i < rest.length && !text.stopped(); i++) {
      certain.append(text.append(rest[i]).text());
    }
    return certain.toString();
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
