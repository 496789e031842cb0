package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.sampling.UnusableLogitsException;

/** What the model says comes next, behind one token of one sequence. Valid until the next step. */
public final class LogitRow {
  public static final int NOT_DRAWN = -1;

  private final StepOutput output;
  private final int[] greedy;
  private final int row;
  private final int usableVocab;
  private final int drawn;
  private float[] logits;

  /** With the id that the output drew, or {@link #NOT_DRAWN}. */
  public LogitRow(StepOutput output, int[] greedy, int row, int usableVocab, int drawn) {
    this.output = output;
    this.greedy = greedy;
    this.row = row;
    this.usableVocab = usableVocab;
    this.drawn = drawn;
  }

  /**
   * The id that was drawn where the logits are; {@link #NOT_DRAWN} if none was, or if the logits
   * are unusable.
   */
  int drawn() {
    return drawn;
  }

  /**
   * The likeliest id; the smallest of several equal ones.
   *
   * @throws UnusableLogitsException when there is none
   */
  int greedy() {
    int id = greedy[row];
    if (id < 0 || id >= usableVocab) {
      throw new UnusableLogitsException("the model's logits are not finite");
    }
    return id;
  }

  /** Logits of the usable vocabulary; copied from the device once. */
  float[] logits() {
    if (logits == null) {
      logits = output.logits(row);
    }
    return logits;
  }

  /** Lets the copy go: a step that scores a prompt has hundreds of rows. */
  public void forget() {
    logits = null;
  }
}
