package io.mosaicgpt.model.forward;

import java.util.Arrays;

/**
 * Input of one forward step: any mix of prefill chunks and single decode tokens. Segment i holds
 * {@code counts[i]} tokens of {@code slots[i]}, stored one after another from {@code starts[i]} on;
 * whatever is stored before was computed by an earlier step. Where a tree begins is where storage
 * and positions part; before it, and without one, they are the same. No slot occurs twice.
 *
 * @param tokens token ids of all segments one after another; length is the sum of counts
 * @param slots slot of each segment
 * @param starts where the first token of each segment is stored
 * @param counts number of tokens of each segment, at least 1
 * @param logitRows indexes into {@code tokens}, ascending, of the tokens whose logits are wanted
 * @param trees for each segment what its slot's tokens come behind; {@link TokenTree#NONE} only,
 *     unless the model {@linkplain ForwardModel#computesTrees computes trees}
 */
public record StepBatch(
    int[] tokens, int[] slots, int[] starts, int[] counts, int[] logitRows, TokenTree[] trees) {
  /** Without trees. */
  public StepBatch(int[] tokens, int[] slots, int[] starts, int[] counts, int[] logitRows) {
    this(tokens, slots, starts, counts, logitRows, noTrees(slots.length));
  }

  private static TokenTree[] noTrees(int segments) {
    TokenTree[] trees = new TokenTree[segments];
    Arrays.fill(trees, TokenTree.NONE);
    return trees;
  }
}
