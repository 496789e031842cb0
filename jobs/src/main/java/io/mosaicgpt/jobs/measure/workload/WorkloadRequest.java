package io.mosaicgpt.jobs.measure.workload;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.Optional;

/**
 * One line of a workload. Token ids win over the text when a line has both, so that runs compare
 * whatever the tokenizer.
 *
 * @param id as the line has it, a number or a text
 * @param prompt finished prompt
 * @param promptTokens the same as token ids; empty when the line has none
 * @param maxTokens tokens to generate ({@code n_predict})
 * @param ignoreEos go on past the end of text
 * @param temperature 0 is greedy
 */
public record WorkloadRequest(
    JsonNode id,
    Optional<String> prompt,
    int[] promptTokens,
    int maxTokens,
    boolean ignoreEos,
    double temperature) {
  public WorkloadRequest {
    requireNonNull(id, "id is null");
    requireNonNull(prompt, "prompt is null");
    requireNonNull(promptTokens, "promptTokens is null");
  }

  /** The request's parameters under a seed. */
  public SamplingParams sampling(long seed) {
    return SamplingParams.builder()
        .maxTokens(maxTokens)
        .ignoreEos(ignoreEos)
        .temperature(temperature)
        .seed(seed)
        .build();
  }
}
