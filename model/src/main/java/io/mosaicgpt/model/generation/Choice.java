package io.mosaicgpt.model.generation;

import static java.util.Objects.requireNonNull;

/**
 * One of the labels to choose from.
 *
 * @param label as the caller wrote it
 * @param tokenIds what follows the prompt's tokens when the answer is this label and nothing else:
 *     at least one id; a label's score is the sum of their log probabilities
 */
public record Choice(String label, int[] tokenIds) {
  public Choice {
    requireNonNull(label, "label is null");
    requireNonNull(tokenIds, "tokenIds is null");
  }
}
