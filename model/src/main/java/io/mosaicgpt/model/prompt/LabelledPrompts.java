package io.mosaicgpt.model.prompt;

import io.mosaicgpt.model.cache.RecentlyUsed;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.Labelling;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes prompts with labels behind them. Where several labels may hold, each is two answers behind
 * the prompt: {@code "<label>: yes"} and {@code "<label>: no"}. Thread-safe.
 */
final class LabelledPrompts {
  /** A context without content, as Zhao et al. (2021) use. */
  static final String NO_CONTENT = "N/A";

  /** The least recently used goes beyond these. */
  private static final int MOST_KEPT = 64;

  private static final List<String> ANSWERS = List.of(": yes", ": no");

  private final ServedModel model;
  private final RequestCheck check;

  /** Labels behind what all prompts of a template end with. */
  private final RecentEncodings endings = new RecentEncodings();

  /** By all that they depend on. */
  private final Map<List<String>, LabelEncoder.Labelled> contentFree =
      Collections.synchronizedMap(new RecentlyUsed<>(MOST_KEPT));

  LabelledPrompts(ServedModel model, RequestCheck check) {
    this.model = model;
    this.check = check;
  }

  /** Refuses, before anything is tokenized, what is asked about labels and cannot be done. */
  static void check(PromptInput input) {
    LabelRequest request = input.labelRequest();
    if (input.choices().size() == 1 && !request.options().multi()) {
      throw invalid(
          "choices has one label alone, which every text would get: give at least two, or ask with"
              + " multi_label whether it holds");
    }
    if (!request.descriptions().isEmpty() && input.instruction() == null) {
      throw invalid(
          "choices have descriptions, which stand behind an instruction, and a finished prompt has"
              + " none: make them part of the prompt");
    }
    for (Map.Entry<String, String> described : request.descriptions().entrySet()) {
      String label = LabelCheck.quoted(described.getKey());
      if (!input.choices().contains(described.getKey())) {
        throw invalid(
            "\"%s\" is described, but is none of choices: add it to them, or leave it out"
                .formatted(label));
      }
      if (described.getValue().isBlank()) {
        throw invalid(
            "the description of \"%s\" in choices is blank: say what the label means, or leave it"
                    .formatted(label)
                + " out");
      }
    }
    boolean contextual = request.options().contextual();
    if (contextual && (input.instruction() == null || input.context() == null)) {
      throw invalid(
          "label_calibration is contextual, which leaves the context out and needs one beside the"
              + " instruction: set instruction and context, or label_calibration none");
    }
  }

  /** The instruction with what labels mean behind it, a line each. */
  static String instruction(PromptInput input) {
    Map<String, String> descriptions = input.labelRequest().descriptions();
    if (descriptions.isEmpty()) {
      return input.instruction();
    }
    StringBuilder text = new StringBuilder(input.instruction());
    for (String label : input.choices()) {
      String description = descriptions.get(label);
      text.append("\n- ").append(label.strip());
      if (description != null) {
        text.append(": ").append(description.strip());
      }
    }
    return text.toString();
  }

  /** Labels behind a rendered prompt, or behind one of tokens if {@code text} is null. */
  LabelEncoder.Labelled encode(Tokenizer tokenizer, PromptInput input, String text) {
    // A finished prompt is not the template's, so neither is the end of its answer.
    String end = input.instruction() == null ? "" : model.template().end();
    LabelEncoder encoder = new LabelEncoder(tokenizer, end, model.config().eosTokenId());
    LabelEncoder.Labelled labelled =
        text == null
            ? encoder.behind(input.promptTokenIds(), answers(input))
            : encoder.behind(beginning(tokenizer, input, text), answers(input));
    LabelEncoder.Labelled named = named(labelled, input);
    LabelCheck.checkTokens(named.choices());
    return named;
  }

  private SharedBeginning beginning(Tokenizer tokenizer, PromptInput input, String text) {
    boolean finished = input.instruction() == null;
    SharedBeginning prompt =
        new SharedBeginning(
            tokenizer,
            finished ? text : model.template().leadingToAnswer(text),
            ending -> endings.encode(tokenizer::encode, ending));
    check.requireRoom(prompt.tokens().length);
    return prompt;
  }

  private static List<String> answers(PromptInput input) {
    return input.labelRequest().options().multi()
        ? input.choices().stream().flatMap(l -> ANSWERS.stream().map(a -> l + a)).toList()
        : input.choices();
  }

  /** Each choice under the name of its label. */
  private static LabelEncoder.Labelled named(LabelEncoder.Labelled labelled, PromptInput input) {
    if (!input.labelRequest().options().multi()) {
      return labelled;
    }
    List<Choice> choices = labelled.choices();
    return new LabelEncoder.Labelled(
        labelled.promptTokens(),
        IntStream.range(0, choices.size())
            .mapToObj(
                i -> new Choice(input.choices().get(i / ANSWERS.size()), choices.get(i).tokenIds()))
            .toList());
  }

  /**
   * What is asked about the labels, with the prompt without content if they are held against it.
   */
  Labelling labelling(Tokenizer tokenizer, PromptInput input) {
    if (!input.labelRequest().options().contextual()) {
      return Labelling.of(input.labelRequest().options());
    }
    String text = model.template().render(instruction(input), NO_CONTENT);
    List<String> key = Stream.concat(Stream.of(text), answers(input).stream()).toList();
    LabelEncoder.Labelled labelled = contentFree.get(key);
    if (labelled == null) {
      labelled = encode(tokenizer, input, text);
      contentFree.put(key, labelled);
    }
    return new Labelling(
        input.labelRequest().options(), labelled.promptTokens(), labelled.choices());
  }

  private static RequestException invalid(String message) {
    return new RequestException(ErrorCode.INVALID_REQUEST, message);
  }
}
