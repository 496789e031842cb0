package io.mosaicgpt.model.prompt;

import java.util.List;

/** The templates there are: Dolly's, the bare prompt, and those in users' files. */
public final class PromptTemplates {
  /** Most characters of a template that a message repeats. */
  private static final int LONGEST_QUOTE = 60;

  private static final PromptTemplate DOLLY =
      new TextTemplate(
          TemplateParser.parse(
              "Below is an instruction that describes a task. Write a response that appropriately"
                  + " completes the request.\n\n### Instruction:\n{instruction}\n\n"
                  + "{#context}Input:\n{context}\n\n{/context}### Response:\n"),
          List.of("### End"),
          "",
          "\n\n### End");

  private static final PromptTemplate RAW =
      new TextTemplate(
          TemplateParser.parse("{instruction}{#context}\n\n{context}{/context}"),
          List.of(),
          "\n",
          "");

  private PromptTemplates() {}

  /**
   * The prompt that Dolly models were tuned on; {@code ### End} stops. In the texts of the tuning
   * it stands behind an empty line.
   */
  public static PromptTemplate dolly() {
    return DOLLY;
  }

  /**
   * The instruction as it is, for models that were not tuned on a prompt; a context follows behind
   * an empty line. Nothing stops. A label stands on a line of its own, and the text ends with it.
   */
  public static PromptTemplate raw() {
    return RAW;
  }

  /**
   * The template that a text is: {@code {instruction}} and {@code {context}} are filled in, {@code
   * {#context}...{/context}} is left out without a context, and a head between two lines of {@code
   * ---} may name stop texts ({@code stop: ### End}) and how the text goes on when an answer is
   * over ({@code end: "\n\n### End"}; the end-of-text token if it does not). All else is the prompt
   * as it stands. A template computes nothing and reads nothing.
   *
   * @throws IllegalArgumentException when the text is no template; one sentence that quotes it
   */
  public static PromptTemplate parse(String text) {
    return TemplateFile.parse(quoted(text), text);
  }

  /**
   * The text of a template in a UTF-8 file, which {@link #parse} takes.
   *
   * @throws IllegalArgumentException when the file cannot be used; one sentence that names it
   */
  public static String read(String file) {
    return TemplateFile.read(file);
  }

  /**
   * The template for a model.
   *
   * @param dolly whether the model was tuned on Dolly's prompt
   * @param text the user's template, or empty for the model's own
   * @throws IllegalArgumentException when the text is no template
   */
  public static PromptTemplate forModel(boolean dolly, String text) {
    if (!text.isEmpty()) {
      return parse(text);
    }
    return dolly ? DOLLY : RAW;
  }

  private static String quoted(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > LONGEST_QUOTE || line.length() < text.length()
        ? "'" + line.substring(0, Math.min(line.length(), LONGEST_QUOTE)) + "...'"
        : "'" + line + "'";
  }
}
