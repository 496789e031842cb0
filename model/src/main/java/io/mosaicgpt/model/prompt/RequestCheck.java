package io.mosaicgpt.model.prompt;

import io.mosaicgpt.model.constraint.CompiledForm;
import io.mosaicgpt.model.constraint.FormConstraint;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import java.util.List;
import java.util.Optional;

/** What a request has to be like for one model. */
public final class RequestCheck {
  /**
   * Most labels to choose from. They cost what prompts of some thousand tokens do, in one slot: a
   * request should hold it no longer.
   */
  public static final int MOST_CHOICES = 1_000;

  private final ServedModel model;
  private final int usableVocab;
  private final SequenceLimit limit;

  /**
   * Makes the check.
   *
   * @param limit longest sequence that fits
   */
  public RequestCheck(ServedModel model, SequenceLimit limit) {
    this.model = model;
    this.usableVocab = model.usableVocab();
    this.limit = limit;
  }

  /**
   * Checks a request.
   *
   * @throws RequestException when it cannot be served
   */
  public void check(GenerationRequest request) {
    if (request.promptTokens().length == 0) {
      throw invalid("the prompt has no tokens, but must have at least one");
    }
    checkIds("prompt token", request.promptTokens(), model.config().vocabSize());
    checkIds("generated token", request.generatedTokens(), usableVocab);
    if (!request.sampling().stop().isEmpty() && model.tokenizer().isEmpty()) {
      throw invalid(
          "stop texts need a tokenizer, and %s has no tokenizer.json: use stop_token_ids"
              .formatted(model.config().name()));
    }
    if (request.form().isPresent() && model.tokenizer().isEmpty()) {
      throw invalid(
          "%s needs a tokenizer, and %s has no tokenizer.json: leave it out"
              .formatted(request.form().get().field(), model.config().name()));
    }
    for (int id : request.sampling().stopTokenIds()) {
      if (isOutside(id, model.config().vocabSize())) {
        throw outside("stop token", id, model.config().vocabSize(), "");
      }
    }
    if (request.choices().isEmpty()) {
      checkLength(request);
    } else {
      checkChoices(request);
    }
  }

  /**
   * Checks a request and the form that its answer must have.
   *
   * @param form compiled, if the request asks for one
   * @throws RequestException when it cannot be served
   */
  public void check(GenerationRequest request, Optional<CompiledForm> form) {
    check(request);
    form.ifPresent(compiled -> checkForm(request, compiled));
  }

  private void checkForm(GenerationRequest request, CompiledForm form) {
    String field = request.form().orElseThrow().field();
    if (FormConstraint.mustEnd(form.start())) {
      throw new RequestException(
          ErrorCode.UNSUPPORTED_FORM,
          "%s allows the empty answer and no other: ask for one that has text".formatted(field));
    }
    int shortest = form.shortestTokens();
    if (shortest > request.sampling().maxTokens()) {
      throw invalid(
          "the shortest answer that %s allows has %d tokens, but max_tokens is %d: raise it"
              .formatted(field, shortest, request.sampling().maxTokens()));
    }
    int length = request.promptTokens().length;
    if (length + shortest > limit.tokens()) {
      throw new RequestException(
          ErrorCode.PROMPT_TOO_LONG,
          ("the prompt has %d tokens and the shortest answer that %s allows %d, but together at"
                  + " most %s: shorten them%s")
              .formatted(length, field, shortest, limit.fit(limit.tokens()), limit.otherwise()));
    }
  }

  private void checkLength(GenerationRequest request) {
    // Scores need no room for an answer.
    requireRoom(request.promptTokens().length, request.promptLogprobs() ? 0 : 1);
  }

  /** Also to be asked before labels are tokenized behind a prompt of {@code length} tokens. */
  void requireRoom(int length) {
    requireRoom(length, 1);
  }

  private void requireRoom(int length, int answer) {
    if (length + answer > limit.tokens()) {
      throw new RequestException(
          ErrorCode.PROMPT_TOO_LONG,
          "the prompt has %d tokens, but at most %s: shorten it%s"
              .formatted(length, limit.fit(limit.tokens() - answer), limit.otherwise()));
    }
  }

  private void checkChoices(GenerationRequest request) {
    // Where several may hold, each label is two choices.
    boolean multi = request.labelling().options().multi();
    requireFew(request.choices().size() / (multi ? 2 : 1));
    checkChoices(request.promptTokens(), request.choices());
    if (request.labelling().isHeldAgainstContentFree()) {
      checkChoices(
          request.labelling().contentFreePrompt(), request.labelling().contentFreeChoices());
    }
  }

  private void checkChoices(int[] prompt, List<Choice> choices) {
    int longest = 0;
    for (int i = 0; i < choices.size(); i++) {
      int[] tokens = choices.get(i).tokenIds();
      if (tokens.length == 0) {
        throw invalid("choice %d has no tokens, but must have at least one".formatted(i));
      }
      checkIds("token of choice %d:".formatted(i), tokens, usableVocab);
      longest = Math.max(longest, tokens.length);
    }
    int length = prompt.length;
    if (length + longest > limit.tokens()) {
      throw new RequestException(
          ErrorCode.PROMPT_TOO_LONG,
          ("the prompt has %d tokens and the longest choice with its end %d, but together at most"
                  + " %s: shorten them%s")
              .formatted(length, longest, limit.fit(limit.tokens()), limit.otherwise()));
    }
  }

  /** Also to be asked before so many labels are tokenized. */
  static void requireFew(int choices) {
    if (choices > MOST_CHOICES) {
      throw invalid(
          "choices has %d labels, but at most %d can be chosen from: leave some out, or ask in rounds"
              .formatted(choices, MOST_CHOICES));
    }
  }

  private static void checkIds(String what, int[] ids, int bound) {
    for (int i = 0; i < ids.length; i++) {
      if (isOutside(ids[i], bound)) {
        throw outside(what, ids[i], bound, " at index " + i);
      }
    }
  }

  private static boolean isOutside(int id, int bound) {
    return id < 0 || id >= bound;
  }

  private static RequestException outside(String what, int id, int bound, String where) {
    return invalid(
        "%s id %d%s is outside the vocabulary: use ids from 0 to %d"
            .formatted(what, id, where, bound - 1));
  }

  private static RequestException invalid(String message) {
    return new RequestException(ErrorCode.INVALID_REQUEST, message);
  }
}
