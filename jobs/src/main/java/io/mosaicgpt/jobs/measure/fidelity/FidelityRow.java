package io.mosaicgpt.jobs.measure.fidelity;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * How far one type is from float32. As JSON it has exactly these keys.
 *
 * @param dtype the type
 * @param logitDiffMax largest absolute difference of two logits
 * @param logitDiffMean mean absolute difference
 * @param logitDiffRms root mean square of the differences, as a share of that of float32's logits
 * @param klMean mean over the positions of KL(float32 || this), in nats
 * @param klMax the largest of them
 * @param agreement percentage of positions with the same likeliest id
 * @param agreementAboveMargin the same, over positions where float32's choice is clear; null if
 *     there is none
 */
@JsonPropertyOrder({
  "dtype",
  "logit_diff_max",
  "logit_diff_mean",
  "logit_diff_rms",
  "kl_mean",
  "kl_max",
  "agreement",
  "agreement_above_margin"
})
public record FidelityRow(
    @JsonProperty("dtype") String dtype,
    @JsonProperty("logit_diff_max") double logitDiffMax,
    @JsonProperty("logit_diff_mean") double logitDiffMean,
    @JsonProperty("logit_diff_rms") double logitDiffRms,
    @JsonProperty("kl_mean") double klMean,
    @JsonProperty("kl_max") double klMax,
    @JsonProperty("agreement") double agreement,
    @JsonProperty("agreement_above_margin") Double agreementAboveMargin) {}
