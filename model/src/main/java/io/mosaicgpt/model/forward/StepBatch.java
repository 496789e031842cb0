package io.mosaicgpt.model.forward;

/**
 * Input of one forward step: any mix of prefill chunks and single decode tokens. Segment i holds
 * {@code counts[i]} consecutive tokens of the sequence in {@code slots[i]}, the first of them at
 * position {@code starts[i]}; every earlier position of that slot was computed by an earlier step.
 * No slot occurs twice.
 *
 * @param tokens token ids of all segments one after another; length is the sum of counts
 * @param slots slot of each segment
 * @param starts first position of each segment
 * @param counts number of tokens of each segment, at least 1
 * @param logitRows indexes into {@code tokens}, ascending, of the tokens whose logits are wanted
 */
public record StepBatch(int[] tokens, int[] slots, int[] starts, int[] counts, int[] logitRows) {}
