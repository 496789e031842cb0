package io.mosaicgpt.jobs.measure.fidelity;

import java.util.Arrays;

/**
 * A prompt and how float32 goes on behind it.
 *
 * @param prompt token ids, at least one
 * @param continuation token ids, at least one
 */
record Passage(int[] prompt, int[] continuation) {
  /** What a model reads to say something about each token of the continuation: all but its last. */
  int[] tokens() {
    int[] tokens = Arrays.copyOf(prompt, prompt.length + continuation.length - 1);
    System.arraycopy(continuation, 0, tokens, prompt.length, continuation.length - 1);
    return tokens;
  }
}
