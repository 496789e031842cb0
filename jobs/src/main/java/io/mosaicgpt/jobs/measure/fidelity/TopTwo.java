package io.mosaicgpt.jobs.measure.fidelity;

/**
 * The likeliest id of a row of logits, and how far it is ahead.
 *
 * @param first the smallest of several equal ones
 * @param margin first logit less the second
 */
record TopTwo(int first, float margin) {
  static TopTwo of(float[] logits) {
    int first = 0;
    float second = Float.NEGATIVE_INFINITY;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[first]) {
        second = logits[first];
        first = i;
      } else if (logits[i] > second) {
        second = logits[i];
      }
    }
    return new TopTwo(first, logits[first] - second);
  }
}
