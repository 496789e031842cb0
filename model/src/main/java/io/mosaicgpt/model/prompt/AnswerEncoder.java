package io.mosaicgpt.model.prompt;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * Tokenizes instructions together with the answers that they should get: the sequence that serving
 * scores for a label, or would have generated. Thread-safe.
 */
public final class AnswerEncoder {
  private final PromptTemplate template;
  private final Tokenizer tokenizer;
  private final LabelEncoder encoder;

  /**
   * An encoder for a model.
   *
   * @param endTokenId the token that ends an answer where the template has no text for it
   */
  public AnswerEncoder(Tokenizer tokenizer, PromptTemplate template, int endTokenId) {
    this.tokenizer = requireNonNull(tokenizer, "tokenizer is null");
    this.template = requireNonNull(template, "template is null");
    this.encoder = new LabelEncoder(tokenizer, template.end(), endTokenId);
  }

  /**
   * A prompt with its answer.
   *
   * @param tokens prompt, answer and end
   * @param answerFrom index of the first token that is the answer's, at least 1
   */
  public record AnsweredPrompt(int[] tokens, int answerFrom) {
    public AnsweredPrompt {
      requireNonNull(tokens, "tokens is null");
    }
  }

  /**
   * Checks labels as serving does.
   *
   * @throws io.mosaicgpt.model.generation.RequestException for labels that serving would refuse
   */
  public void requireServable(List<String> labels) {
    LabelCheck.check(labels, template.end());
  }

  /**
   * An instruction with a label, tokenized as one text. What separates the two is the prompt's, as
   * where serving scores the label.
   *
   * @param context may be null
   */
  public AnsweredPrompt label(String instruction, String context, String label) {
    String prompt = template.leadingToAnswer(template.render(instruction, context));
    return answered(encoder.behind(new SharedBeginning(tokenizer, prompt), List.of(label)));
  }

  /**
   * An instruction with a response, tokenized apart: serving generates behind the tokens of the
   * prompt alone. What separates the two is the response's, since it has to be generated too.
   *
   * @param context may be null
   */
  public AnsweredPrompt response(String instruction, String context, String response) {
    String prompt = template.render(instruction, context);
    String separator = template.leadingToAnswer(prompt).substring(prompt.length());
    return answered(encoder.behind(tokenizer.encode(prompt), List.of(separator + response)));
  }

  private static AnsweredPrompt answered(LabelEncoder.Labelled labelled) {
    int[] first = labelled.promptTokens();
    int[] second = labelled.choices().get(0).tokenIds();
    int[] tokens = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, tokens, first.length, second.length);
    return new AnsweredPrompt(tokens, first.length);
  }
}
