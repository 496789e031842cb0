package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happened while requests were served together: without it, equal answers would prove nothing.
 *
 * @param steps all of them
 * @param mixedSteps those that decoded and computed prompts
 * @param laterChunks pieces of prompts that began behind tokens computed before
 * @param fewRows steps of one to three tokens
 * @param manyRows steps of 64 tokens or more
 * @param preemptions slots lost
 * @param prefixHits tokens that came out of another slot
 * @param prefixWaits steps put off since another request was computing the same beginning
 * @param failures steps that failed in native code
 * @param resumed requests that went on behind tokens of an earlier attempt
 */
record InvarianceFacts(
    long steps,
    long mixedSteps,
    long laterChunks,
    long fewRows,
    long manyRows,
    long preemptions,
    long prefixHits,
    long prefixWaits,
    long failures,
    long resumed) {
  static final InvarianceFacts NONE = new InvarianceFacts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  InvarianceFacts plus(InvarianceFacts other) {
    return new InvarianceFacts(
        steps + other.steps,
        mixedSteps + other.mixedSteps,
        laterChunks + other.laterChunks,
        fewRows + other.fewRows,
        manyRows + other.manyRows,
        preemptions + other.preemptions,
        prefixHits + other.prefixHits,
        prefixWaits + other.prefixWaits,
        failures + other.failures,
        resumed + other.resumed);
  }

  /** Fails unless everything that could make a difference happened, and often. */
  void assertHardEnough() {
    assertThat(mixedSteps).as("steps that decode and prefill: %s", this).isGreaterThan(100);
    assertThat(laterChunks).as("prompts in chunks: %s", this).isGreaterThan(100);
    assertThat(fewRows).as("steps of one to three tokens: %s", this).isGreaterThan(50);
    assertThat(manyRows).as("steps of 64 tokens or more: %s", this).isGreaterThan(50);
    assertThat(preemptions).as("preemptions: %s", this).isGreaterThan(10);
    assertThat(prefixHits).as("tokens out of other slots: %s", this).isGreaterThan(2000);
    assertThat(prefixWaits).as("steps put off: %s", this).isGreaterThan(10);
    assertThat(failures).as("steps that failed: %s", this).isGreaterThan(2);
    assertThat(resumed).as("requests resumed: %s", this).isGreaterThan(50);
  }
}
