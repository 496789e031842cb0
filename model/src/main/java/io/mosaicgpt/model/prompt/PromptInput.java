package io.mosaicgpt.model.prompt;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.constraint.form.FormText;
import java.util.List;

/**
 * A prompt in the words of its author. Exactly one of instruction, prompt and token ids is set;
 * {@link PromptEncoder} checks it, so that any event can be put in here.
 *
 * @param requestId name for messages, and what the seed is made of when none is given
 * @param instruction what to do, put into the model's template, or null
 * @param context what the instruction is about, or null
 * @param prompt a finished prompt, or null
 * @param promptTokenIds a finished prompt as token ids, or null
 * @param choices labels to choose from; empty to generate
 * @param regex a pattern that the whole answer matches, or null
 * @param jsonSchema a JSON Schema that the whole answer validates against, or null
 * @param labelRequest what is asked about them
 */
public record PromptInput(
    String requestId,
    String instruction,
    String context,
    String prompt,
    int[] promptTokenIds,
    List<String> choices,
    String regex,
    String jsonSchema,
    LabelRequest labelRequest) {
  public PromptInput {
    requireNonNull(requestId, "requestId is null");
    requireNonNull(labelRequest, "labelRequest is null");
    choices = List.copyOf(choices);
  }

  /** A prompt whose answer may have any form, and with nothing else asked about the labels. */
  public PromptInput(
      String requestId,
      String instruction,
      String context,
      String prompt,
      int[] promptTokenIds,
      List<String> choices) {
    this(
        requestId,
        instruction,
        context,
        prompt,
        promptTokenIds,
        choices,
        null,
        null,
        LabelRequest.PLAIN);
  }

  /** An instruction for the model's template; {@code context} may be null. */
  public static PromptInput ofInstruction(String requestId, String instruction, String context) {
    return new PromptInput(requestId, instruction, context, null, null, List.of());
  }

  /** A finished prompt. */
  public static PromptInput ofPrompt(String requestId, String prompt) {
    return new PromptInput(requestId, null, null, prompt, null, List.of());
  }

  /** A finished prompt as token ids. */
  public static PromptInput ofTokenIds(String requestId, int... promptTokenIds) {
    return new PromptInput(requestId, null, null, null, promptTokenIds, List.of());
  }

  /** The same prompt, with labels to choose from. */
  public PromptInput withChoices(List<String> labels) {
    return new PromptInput(
        requestId,
        instruction,
        context,
        prompt,
        promptTokenIds,
        labels,
        regex,
        jsonSchema,
        labelRequest);
  }

  /** The same prompt, with something else asked about its labels. */
  public PromptInput withLabelRequest(LabelRequest newRequest) {
    return new PromptInput(
        requestId,
        instruction,
        context,
        prompt,
        promptTokenIds,
        choices,
        regex,
        jsonSchema,
        newRequest);
  }

  /** Whether the answer may not be just any text. */
  public boolean asksForForm() {
    return !choices.isEmpty() || regex != null || jsonSchema != null;
  }

  /** The same prompt, whose answer must have a form that is no list of labels. */
  public PromptInput withForm(FormText form) {
    return new PromptInput(
        requestId,
        instruction,
        context,
        prompt,
        promptTokenIds,
        choices,
        form.kind() == FormText.Kind.REGEX ? form.text() : null,
        form.kind() == FormText.Kind.JSON_SCHEMA ? form.text() : null,
        labelRequest);
  }
}
