package io.mosaicgpt.model.training;

/** A step's loss or gradient is no number. The weights are those of the step before. */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int step;

  NonFiniteLossException(int step, double loss, double gradientNorm) {
    super(
        ("The loss of step %d is %s and its gradient's norm %s: use a lower learning rate or a"
                + " longer warm-up.")
            .formatted(step, loss, gradientNorm));
    this.step = step;
  }

  /** Number of the step that failed, counted from 1. */
  public int step() {
    return step;
  }
}
