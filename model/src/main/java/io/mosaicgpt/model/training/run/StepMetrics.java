package io.mosaicgpt.model.training.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A step's line in {@code metrics.jsonl}.
 *
 * @param step counted from 1
 * @param epoch that it belongs to, counted from 1
 * @param loss mean over the tokens that count, in nats, with label smoothing
 * @param gradientNorm length of the gradient before it was clipped
 * @param learningRate that was used
 * @param tokens read, without padding
 * @param scoredTokens whose loss counted
 * @param seconds that the run had computed when it was over, without the time between a stop and
 *     its resumption
 */
@JsonPropertyOrder({
  "step",
  "epoch",
  "loss",
  "gradient_norm",
  "learning_rate",
  "tokens",
  "scored_tokens",
  "seconds"
})
public record StepMetrics(
    @JsonProperty("step") int step,
    @JsonProperty("epoch") int epoch,
    @JsonProperty("loss") double loss,
    @JsonProperty("gradient_norm") double gradientNorm,
    @JsonProperty("learning_rate") double learningRate,
    @JsonProperty("tokens") int tokens,
    @JsonProperty("scored_tokens") int scoredTokens,
    @JsonProperty("seconds") double seconds) {}
