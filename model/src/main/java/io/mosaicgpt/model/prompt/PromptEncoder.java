package io.mosaicgpt.model.prompt;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.Labelling;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import io.mosaicgpt.model.sampling.SeedDerivation;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.List;
import java.util.OptionalLong;

/**
 * Makes requests for one model of what events and command lines say: fills in the template,
 * tokenizes, adds the template's stop texts or the end of a label, derives a seed, and refuses what
 * cannot be served. Thread-safe.
 */
public final class PromptEncoder {
  /** The longest token of GPT-NeoX's vocabulary, a run of spaces. */
  private static final int LONGEST_TOKEN = 512;

  private final ServedModel model;
  private final SequenceLimit limit;
  private final RequestCheck check;
  private final LabelledPrompts labelledPrompts;

  public PromptEncoder(ServedModel model) {
    this.model = requireNonNull(model, "model is null");
    this.limit = SequenceLimit.of(model);
    this.check = new RequestCheck(model, limit);
    this.labelledPrompts = new LabelledPrompts(model, check);
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
    LabelEncoder.Labelled labelled =
        input.choices().isEmpty()
            ? new LabelEncoder.Labelled(promptTokens(input), List.of())
            : labelled(input);
    GenerationRequest request =
        new GenerationRequest(
            key,
            input.requestId(),
            labelled.promptTokens(),
            new int[0],
            params,
            labelled.choices(),
            labelling(input),
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
      return params.alsoStoppingAt(model.template().stopTexts());
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private int[] promptTokens(PromptInput input) {
    return input.promptTokenIds() != null
        ? input.promptTokenIds()
        : tokenizer("prompt_token_ids instead of text").encode(promptText(input));
  }

  private String promptText(PromptInput input) {
    String text = input.prompt();
    if (text == null) {
      String instruction = LabelledPrompts.instruction(input);
      long length = instruction.length();
      length += input.context() == null ? 0 : input.context().length();
      requirePossible("prompt", length);
      text = model.template().render(instruction, input.context());
    }
    requirePossible("prompt", text.length());
    return text;
  }

  /** The prompt, and the labels as what follows it: {@link LabelEncoder}. */
  private LabelEncoder.Labelled labelled(PromptInput input) {
    Tokenizer tokenizer = labelTokenizer();
    List<String> labels = input.choices();
    String end = input.instruction() == null ? "" : model.template().end();
    RequestCheck.requireFew(labels.size());
    labels.forEach(label -> requirePossible("label", label.length()));
    LabelCheck.check(labels, end);
    LabelledPrompts.check(input);
    String text = input.promptTokenIds() == null ? promptText(input) : null;
    return labelledPrompts.encode(tokenizer, input, text);
  }

  private Labelling labelling(PromptInput input) {
    return input.choices().isEmpty()
        ? Labelling.PLAIN
        : labelledPrompts.labelling(labelTokenizer(), input);
  }

  private Tokenizer labelTokenizer() {
    return tokenizer("a model with one to choose among labels");
  }

  /** So that megabytes are not tokenized only to be refused. */
  private void requirePossible(String what, long characters) {
    long most = (long) LONGEST_TOKEN * limit.tokens();
    if (characters > most) {
      throw new RequestException(
          ErrorCode.PROMPT_TOO_LONG,
          "the %s has %d characters, more than any %d tokens hold: shorten it%s"
              .formatted(what, characters, limit.tokens(), limit.otherwise()));
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
