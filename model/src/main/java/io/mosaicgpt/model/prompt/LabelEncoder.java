package io.mosaicgpt.model.prompt;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tokenizes labels as what a prompt goes on with: the text of prompt, label and end is tokenized as
 * a whole, as a model was trained on it. Where label and prompt share a token (a blank at the
 * prompt's end is part of the label's first word), that token counts as the label's: the prompt
 * ends where the first of the whole texts begins to differ from it.
 */
final class LabelEncoder {
  private final Tokenizer tokenizer;
  private final String end;
  private final int[] endTokens;

  /**
   * An encoder for labels that end in one way.
   *
   * @param end text of the end, empty for a token that has none
   * @param endTokenId the token that ends the text if {@code end} is empty
   */
  LabelEncoder(Tokenizer tokenizer, String end, int endTokenId) {
    this.tokenizer = requireNonNull(tokenizer, "tokenizer is null");
    this.end = requireNonNull(end, "end is null");
    this.endTokens = end.isEmpty() ? new int[] {endTokenId} : new int[0];
  }

  /**
   * A prompt and what may follow it.
   *
   * @param promptTokens what all whole texts begin with
   */
  record Labelled(int[] promptTokens, List<Choice> choices) {}

  /** Labels behind a prompt of text. */
  Labelled behind(SharedBeginning prompt, List<String> labels) {
    int[] alone = prompt.tokens();
    List<int[]> texts = new ArrayList<>(labels.size());
    int shared = alone.length;
    for (String label : labels) {
      int[] text = ended(prompt.with(label + end));
      int mismatch = Arrays.mismatch(alone, 0, shared, text, 0, Math.min(shared, text.length));
      shared = mismatch < 0 ? shared : mismatch;
      texts.add(text);
    }
    // A prompt of one token that a label changes: nothing would be left to look at.
    return shared == 0 ? behind(alone, labels) : split(alone, shared, texts, labels);
  }

  /** Labels behind a prompt of tokens, each tokenized by itself. */
  Labelled behind(int[] promptTokens, List<String> labels) {
    List<int[]> texts = labels.stream().map(l -> ended(tokenizer.encode(l + end))).toList();
    List<Choice> choices = new ArrayList<>(labels.size());
    for (int i = 0; i < texts.size(); i++) {
      choices.add(new Choice(labels.get(i), texts.get(i)));
    }
    return new Labelled(promptTokens, choices);
  }

  private static Labelled split(int[] prompt, int shared, List<int[]> texts, List<String> labels) {
    List<Choice> choices = new ArrayList<>(labels.size());
    for (int i = 0; i < texts.size(); i++) {
      int[] text = texts.get(i);
      choices.add(new Choice(labels.get(i), Arrays.copyOfRange(text, shared, text.length)));
    }
    return new Labelled(Arrays.copyOf(prompt, shared), choices);
  }

  private int[] ended(int[] text) {
    int[] ended = Arrays.copyOf(text, text.length + endTokens.length);
    System.arraycopy(endTokens, 0, ended, text.length, endTokens.length);
    return ended;
  }
}
