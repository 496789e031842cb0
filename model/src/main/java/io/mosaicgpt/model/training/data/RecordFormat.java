package io.mosaicgpt.model.training.data;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.corpus.Example;
import io.mosaicgpt.model.prompt.AnswerEncoder;
import io.mosaicgpt.model.prompt.PromptTemplate;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.List;

/**
 * How examples become tokens.
 *
 * @param tokenizer the model's
 * @param template what instructions are put into
 * @param endOfText the model's token behind a text, and behind an answer where the template has no
 *     text for its end
 * @param maxLength most tokens of a record, as the model takes them
 * @param instruction what to do with the texts that have labels and no instruction of their own;
 *     may be empty if none are so
 */
public record RecordFormat(
    Tokenizer tokenizer,
    PromptTemplate template,
    int endOfText,
    int maxLength,
    String instruction) {
  public RecordFormat {
    requireNonNull(tokenizer, "tokenizer is null");
    requireNonNull(template, "template is null");
    requireNonNull(instruction, "instruction is null");
    if (maxLength < 2) {
      throw new IllegalArgumentException(
          "a record of at most %d tokens has nothing to predict".formatted(maxLength));
    }
  }

  /**
   * Tokens of a labelled example with the longest of some labels behind its prompt, which is what a
   * model takes in to choose among them.
   *
   * @param labels at least one
   */
  public int tokensWithLongest(List<String> labels, Example.Labelled example) {
    AnswerEncoder answers = answers();
    String asked = example.instructionOr(instruction);
    return labels.stream()
        .mapToInt(label -> answers.label(asked, example.text(), label).tokens().length)
        .max()
        .orElseThrow();
  }

  AnswerEncoder answers() {
    return new AnswerEncoder(tokenizer, template, endOfText);
  }
}
