package io.mosaicgpt.model.forward;

import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.sampling.Draw;
import java.util.List;

/**
 * Result of one forward step, valid until the next one. Row r belongs to {@code logitRows[r]} of
 * the batch. Ids of padding rows never occur: the columns end at the usable vocabulary.
 */
public interface StepOutput {
  /**
   * The likeliest id of each row; the smallest of several equal ones, and -1 when a logit is NaN or
   * the largest is infinite.
   */
  int[] greedy();

  /**
   * Says which rows {@link #logits} will be asked for, and in which order, so that several can be
   * copied together. May be left out.
   */
  default void expect(int[] rows) {}

  /** Logits of one row, float32, of length usable vocabulary, copied to the heap. */
  float[] logits(int row);

  /**
   * Whether {@link #draw} and {@link #greedy(int[], List)} can be called. Where logits are in the
   * host's memory anyway there is nothing to gain.
   */
  default boolean draws() {
    return false;
  }

  /**
   * The likeliest of the allowed ids in each of some rows, found where the logits are: the id that
   * {@link io.mosaicgpt.model.sampling.Sampler} takes.
   *
   * @param rows as many as masks
   * @return the ids; -1 for a row with logits that are not finite, or without an allowed id
   */
  default int[] greedy(int[] rows, List<TokenMask> masks) {
    throw new UnsupportedOperationException("these logits are masked in Java");
  }

  /**
   * Draws an id for each of some rows where the logits are: the id that {@link
   * io.mosaicgpt.model.sampling.Sampler} draws from them, to the last bit.
   *
   * @param rows as many as draws
   * @return the ids; -1 for a row with logits that are not finite, or without an allowed id
   */
  default int[] draw(int[] rows, List<Draw> draws) {
    throw new UnsupportedOperationException("these logits are sampled in Java");
  }
}
