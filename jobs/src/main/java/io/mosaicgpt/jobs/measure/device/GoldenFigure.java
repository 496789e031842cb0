package io.mosaicgpt.jobs.measure.device;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One small model against what the original code computed with it.
 *
 * @param model its name
 * @param dtype element type
 * @param largestDifference of a logit
 * @param relativeError root of the squared differences' sum over that of the logits
 * @param equalIds share of rows whose likeliest id is the same
 * @param tolerance float32: of the largest difference; otherwise of the relative error
 * @param holds whether it is within the tolerance
 */
record GoldenFigure(
    @JsonProperty("model") String model,
    @JsonProperty("dtype") String dtype,
    @JsonProperty("largest_difference") double largestDifference,
    @JsonProperty("relative_error") double relativeError,
    @JsonProperty("equal_ids") double equalIds,
    @JsonProperty("tolerance") double tolerance,
    @JsonProperty("holds") boolean holds) {}
