package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.sampling.Logprobs;
import java.util.Arrays;

/** The log probability of every prompt token, given those before it. */
final class PromptScores {
  /** For requests that do not ask. */
  static final PromptScores NONE = new PromptScores(new int[0]);

  private final int[] prompt;
  private final double[] logprobs;

  /**
   * Tokens scored; the first has nothing before it. Chunks come in order, also after preemption.
   */
  private int scored = 1;

  PromptScores(int[] prompt) {
    this.prompt = prompt;
    this.logprobs = new double[prompt.length];
    Arrays.fill(logprobs, Double.NaN);
  }

  boolean wants(int position) {
    return position + 1 >= scored && position + 1 < prompt.length;
  }

  void accept(int position, float[] logits) {
    int token = prompt[position + 1];
    // A padding id may be read but is never likely to come.
    logprobs[position + 1] =
        token < logits.length ? Logprobs.of(logits, token) : Double.NEGATIVE_INFINITY;
    scored = position + 2;
  }

  /** NaN for the first token, and for those not computed when the request ended early. */
  double[] logprobs() {
    return logprobs.clone();
  }
}
