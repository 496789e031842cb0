package io.mosaicgpt.model.prompt;

import java.io.Serializable;
import java.util.List;

/** Makes a prompt of an instruction and its optional context. */
public interface PromptTemplate extends Serializable {
  /**
   * Renders one prompt.
   *
   * @param instruction what to do; not blank
   * @param context what it is about, or null
   */
  String render(String instruction, String context);

  /** Texts that end a completion of this template, such as Dolly's {@code ### End}. */
  List<String> stopTexts();

  /**
   * What stands between a prompt that does not end in white space and an answer that is given, such
   * as a label; empty where the template's own text leads up to the answer.
   */
  String separator();

  /**
   * A rendered prompt as it stands before an answer that is given: with the separator if need be.
   */
  default String leadingToAnswer(String prompt) {
    boolean apart = !prompt.isEmpty() && Character.isWhitespace(prompt.charAt(prompt.length() - 1));
    return apart ? prompt : prompt + separator();
  }

  /**
   * How the text goes on when an answer is over, such as Dolly's {@code ### End} behind an empty
   * line; empty for the end-of-text token.
   */
  String end();
}
