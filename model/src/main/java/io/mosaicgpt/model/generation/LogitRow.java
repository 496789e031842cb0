package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.forward.StepOutput;
import io.mosaicgpt.model.sampling.UnusableLogitsException;

/** What the model says comes next, behind one token of one sequence. Valid until the next step. */
public final class LogitRow {
  public static final int NOT_CHOSEN = -1;

  private final StepOutput output;
  private final int[] greedy;
  private final int row;
  private final int usableVocab;
  private final int chosen;
  private float[] logits;

  /** With the id that the output chose, or {@link #NOT_CHOSEN}. */
  public LogitRow(StepOutput output, int[] greedy, int row, int usableVocab, int chosen) {
    this.output = output;
    this.greedy = greedy;
    this.row = row;
    this.usableVocab = usableVocab;
    this.chosen = chosen;
  }

  /**
   * The id that was drawn, or was the likeliest of those allowed, where the logits are; {@link
   * #NOT_CHOSEN} if none was, or if the logits are unusable.
   */
  int chosen() {
    return chosen;
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
