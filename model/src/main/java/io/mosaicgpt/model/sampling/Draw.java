package io.mosaicgpt.model.sampling;

import io.mosaicgpt.model.constraint.TokenMask;

/**
 * What {@link Sampler} needs to know to draw a token, beside its logits, where nothing depends on
 * the tokens before it. So a device that has the logits can draw in its place, if it does so to the
 * last bit.
 *
 * @param temperature above 0
 * @param leastZ natural logarithm of min_p; minus infinity for 0
 * @param topK tokens kept; 0 for all
 * @param topP share kept
 * @param random 63 uniform bits of the token's position
 * @param allowed the tokens to draw from
 */
public record Draw(
    double temperature, double leastZ, int topK, double topP, long random, TokenMask allowed) {
  /** The draw behind {@code generated} generated tokens, where {@link ChoiceRule} allows one. */
  public static Draw of(SamplingParams params, int generated, TokenMask allowed) {
    return new Draw(
        params.temperature(),
        StrictMath.log(params.minP()),
        params.topK(),
        params.topP(),
        PositionRandom.bits(params.seed(), generated) >>> 1,
        allowed);
  }
}
