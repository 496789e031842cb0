package io.mosaicgpt.model.generation;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is asked about labels besides their scores behind the prompt.
 *
 * @param options how they are judged
 * @param contentFreePrompt the prompt with a text without content in its place; empty unless scores
 *     are held against those behind it
 * @param contentFreeChoices the labels as they follow that prompt, in the same order
 */
public record Labelling(
    LabelOptions options, int[] contentFreePrompt, List<Choice> contentFreeChoices) {
  /** Nothing else. */
  public static final Labelling PLAIN = of(LabelOptions.DEFAULTS);

  public Labelling {
    requireNonNull(options, "options is null");
    requireNonNull(contentFreePrompt, "contentFreePrompt is null");
    contentFreeChoices = List.copyOf(contentFreeChoices);
  }

  /** Judged so, held against nothing. */
  public static Labelling of(LabelOptions options) {
    return new Labelling(options, new int[0], List.of());
  }

  public boolean isHeldAgainstContentFree() {
    return contentFreePrompt.length > 0;
  }
}
