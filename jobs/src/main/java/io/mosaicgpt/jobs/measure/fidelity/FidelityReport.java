package io.mosaicgpt.jobs.measure.fidelity;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * Types of one model beside float32. As JSON it has exactly these keys.
 *
 * @param sequences prompts, each with its continuation
 * @param promptTokens tokens of all prompts
 * @param positions rows of logits compared
 * @param margin float32's choice is clear where its first logit is this far above its second
 * @param positionsAboveMargin positions at which it is
 * @param meanTopProbability mean probability that float32 gives its own choice
 * @param dtypes one row a type, in the order asked for
 */
@JsonPropertyOrder({
  "sequences",
  "prompt_tokens",
  "positions",
  "margin",
  "positions_above_margin",
  "mean_top_probability",
  "dtypes"
})
public record FidelityReport(
    @JsonProperty("sequences") int sequences,
    @JsonProperty("prompt_tokens") long promptTokens,
    @JsonProperty("positions") long positions,
    @JsonProperty("margin") double margin,
    @JsonProperty("positions_above_margin") long positionsAboveMargin,
    @JsonProperty("mean_top_probability") double meanTopProbability,
    @JsonProperty("dtypes") List<FidelityRow> dtypes) {
  public FidelityReport {
    dtypes = List.copyOf(dtypes);
  }
}
