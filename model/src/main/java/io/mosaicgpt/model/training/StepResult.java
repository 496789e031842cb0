package io.mosaicgpt.model.training;

/**
 * What came of a step.
 *
 * @param step its number, counted from 1
 * @param loss weighted mean over the tokens that count, in nats, with label smoothing
 * @param gradientNorm length of the gradient before it was clipped
 * @param learningRate that was used
 * @param tokens read, without padding
 * @param scoredTokens whose loss counted
 */
public record StepResult(
    int step,
    double loss,
    double gradientNorm,
    double learningRate,
    int tokens,
    int scoredTokens) {}
