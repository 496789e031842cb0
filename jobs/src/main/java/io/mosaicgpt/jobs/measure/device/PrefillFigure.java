package io.mosaicgpt.jobs.measure.device;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Prompts computed in one step.
 *
 * @param tokens of one prompt
 * @param stepMillis median time of a step
 * @param tokensPerSecond tokens over that time
 * @param shareOfMeasured share of the rate of matrix products that this run measured
 */
record PrefillFigure(
    @JsonProperty("tokens") int tokens,
    @JsonProperty("step_ms") double stepMillis,
    @JsonProperty("tokens_per_second") double tokensPerSecond,
    @JsonProperty("share_of_measured") double shareOfMeasured) {}
