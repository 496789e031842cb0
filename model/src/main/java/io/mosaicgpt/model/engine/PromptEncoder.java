package io.mosaicgpt.model.engine;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import io.mosaicgpt.model.sampling.SeedDerivation;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Makes requests for one model of what events and command lines say: fills in the template,
 * tokenizes, adds the template's stop texts, derives a seed, and refuses what cannot be served.
 * Thread-safe.
 */
public final class PromptEncoder {
  /** The longest token of GPT-NeoX's vocabulary, a run of spaces. */
  private static final int LONGEST_TOKEN = 512;

  /** Most characters of an event that a message repeats. */
  private static final int LONGEST_QUOTE = 100;

  private final ServedModel model;
  private final RequestCheck check;

  public PromptEncoder(ServedModel model) {
    this.model = requireNonNull(model, "model is null");
    this.check = new RequestCheck(model, model.maxModelLen());
  }

  /**
   * Makes a request without deadline, of priority 0, that begins at the beginning.
   *
   * @param key the caller's handle
   * @param input the prompt and the choices
   * @param sampling every other parameter
   * @param seed derived from the request's id if empty; the one in {@code sampling} is not used
   * @throws RequestException when the model cannot serve it; says which field and what to change
   */
  public GenerationRequest encode(
      long key, PromptInput input, SamplingParamsBuilder sampling, OptionalLong seed) {
    return encode(key, input, sampling, seed, false);
  }

  /**
   * Makes a request for the log probability of every prompt token. The prompt may be as long as the
   * longest sequence: where there is room, one token is generated behind it, to be ignored.
   *
   * @param key the caller's handle
   * @param input the prompt
   * @throws RequestException when the model cannot serve it; says which field and what to change
   */
  public GenerationRequest encodeForScores(long key, PromptInput input) {
    return encode(key, input, SamplingParams.builder().maxTokens(1), OptionalLong.of(0), true);
  }

  private GenerationRequest encode(
      long key,
      PromptInput input,
      SamplingParamsBuilder sampling,
      OptionalLong seed,
      boolean promptLogprobs) {
    if (input.requestId().isEmpty()) {
      throw invalid("request_id is empty: give every request a name");
    }
    requireOnePrompt(input);
    SamplingParams params = params(input, sampling, seed);
    GenerationRequest request =
        new GenerationRequest(
            key,
            input.requestId(),
            promptTokens(input),
            new int[0],
            params,
            choices(input.choices()),
            promptLogprobs,
            0,
            GenerationRequest.NO_DEADLINE);
    check.check(request);
    return request;
  }

  private static void requireOnePrompt(PromptInput input) {
    int given = 0;
    for (Object prompt :
        new Object[] {input.instruction(), input.prompt(), input.promptTokenIds()}) {
      given += prompt == null ? 0 : 1;
    }
    if (given != 1) {
      throw invalid(
          "%d of instruction, prompt and prompt_token_ids are set: set exactly one"
              .formatted(given));
    }
    if (input.instruction() != null && input.instruction().isBlank()) {
      throw invalid("instruction is blank: say what to do");
    }
    if (input.prompt() != null && input.prompt().isEmpty()) {
      throw invalid("prompt is empty: give at least one character");
    }
    if (input.context() != null && input.instruction() == null) {
      throw invalid("context is set without instruction: make it part of the prompt");
    }
  }

  private SamplingParams params(
      PromptInput input, SamplingParamsBuilder sampling, OptionalLong seed) {
    sampling.seed(seed.orElseGet(() -> SeedDerivation.fromRequestId(input.requestId())));
    try {
      SamplingParams params = sampling.build();
      if (input.instruction() == null || !input.choices().isEmpty()) {
        return params;
      }
      Set<String> stop = new LinkedHashSet<>(params.stop());
      stop.addAll(model.template().stopTexts());
      return params.toBuilder().stop(List.copyOf(stop)).build();
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private int[] promptTokens(PromptInput input) {
    if (input.promptTokenIds() != null) {
      return input.promptTokenIds();
    }
    Tokenizer tokenizer = tokenizer("prompt_token_ids instead of text");
    String text;
    if (input.prompt() != null) {
      text = input.prompt();
    } else {
      long length = input.instruction().length();
      length += input.context() == null ? 0 : input.context().length();
      requirePossible(length);
      text = model.template().render(input.instruction(), input.context());
    }
    requirePossible(text.length());
    return tokenizer.encode(text);
  }

  private List<int[]> choices(List<String> labels) {
    if (labels.isEmpty()) {
      return List.of();
    }
    RequestCheck.requireFew(labels.size());
    Tokenizer tokenizer = tokenizer("a model with one to choose among labels");
    Set<String> seen = new HashSet<>();
    List<int[]> choices = new ArrayList<>(labels.size());
    for (String label : labels) {
      if (label.isBlank()) {
        throw invalid("one of choices is blank: give every label a name");
      }
      if (!seen.add(label)) {
        throw invalid(
            "choices has \"%s\" twice: give every label once".formatted(shortened(label)));
      }
      requirePossible(label.length());
      choices.add(tokenizer.encode(label));
    }
    return choices;
  }

  /** A label may have megabytes, which no message should. */
  private static String shortened(String label) {
    return label.length() <= LONGEST_QUOTE ? label : label.substring(0, LONGEST_QUOTE) + "...";
  }

  /** So that megabytes are not tokenized only to be refused. */
  private void requirePossible(long characters) {
    long most = (long) LONGEST_TOKEN * model.maxModelLen();
    if (characters > most) {
      throw new RequestException(
          ErrorCode.PROMPT_TOO_LONG,
          ("the prompt has %d characters, more than any %d tokens hold: shorten it or raise"
                  + " max-model-len")
              .formatted(characters, model.maxModelLen()));
    }
  }

  private Tokenizer tokenizer(String remedy) {
    return model
        .tokenizer()
        .orElseThrow(
            () ->
                invalid(
                    "%s has no tokenizer.json: use %s".formatted(model.config().name(), remedy)));
  }

  private static RequestException invalid(String message) {
    return new RequestException(ErrorCode.INVALID_REQUEST, message);
  }
}
