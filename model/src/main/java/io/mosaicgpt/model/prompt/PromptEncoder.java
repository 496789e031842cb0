package io.mosaicgpt.model.prompt;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.Labelling;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.generation.RequestedForm;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import io.mosaicgpt.model.sampling.SeedDerivation;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    requireOneForm(input);
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
            form(input),
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

  private static void requireOneForm(PromptInput input) {
    List<String> given = new ArrayList<>();
    if (!input.choices().isEmpty()) {
      given.add("choices");
    }
    if (input.regex() != null) {
      given.add("regex");
    }
    if (input.jsonSchema() != null) {
      given.add("json_schema");
    }
    if (given.size() > 1) {
      throw invalid(
          "%s are set: an answer has one form, so set at most one of choices, regex and json_schema"
              .formatted(String.join(" and ", given)));
    }
  }

  private Optional<RequestedForm> form(PromptInput input) {
    if (input.regex() == null && input.jsonSchema() == null) {
      return Optional.empty();
    }
    FormText text =
        input.regex() != null
            ? FormText.regex(input.regex())
            : FormText.jsonSchema(input.jsonSchema());
    int[] end = model.tokenizer().map(t -> t.encode(end(input))).orElseGet(() -> new int[0]);
    return Optional.of(new RequestedForm(text, end));
  }

  /** Text of an answer's end. A finished prompt is not the template's, so neither is that. */
  private String end(PromptInput input) {
    return input.instruction() == null ? "" : model.template().end();
  }

  private SamplingParams params(
      PromptInput input, SamplingParamsBuilder sampling, OptionalLong seed) {
    sampling.seed(seed.orElseGet(() -> SeedDerivation.fromRequestId(input.requestId())));
    try {
      SamplingParams params = sampling.build();
      if (input.instruction() == null || !input.choices().isEmpty()) {
        return params;
      }
      SamplingParams stopping = params.alsoStoppingAt(model.template().stopTexts());
      return input.asksForForm() && !end(input).isEmpty()
          ? stopping.alsoStoppingAt(List.of(end(input)))
          : stopping;
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private int[] promptTokens(PromptInput input) {
    if (input.promptTokenIds() != null) {
      return input.promptTokenIds();
    }
    String text = promptText(input);
    // An answer of a form cannot find its own way on from a bare instruction.
    boolean led = input.instruction() != null && input.asksForForm();
    return tokenizer("prompt_token_ids instead of text")
        .encode(led ? model.template().leadingToAnswer(text) : text);
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
    String end = end(input);
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
