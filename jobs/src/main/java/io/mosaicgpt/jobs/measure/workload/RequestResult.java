package io.mosaicgpt.jobs.measure.workload;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What one request of a benchmark came to.
 *
 * @param promptTokens length of its prompt
 * @param tokenIds what was generated
 * @param firstTokenNanos from submission to the first token
 * @param totalNanos from submission to the end
 */
public record RequestResult(
    int promptTokens, List<Integer> tokenIds, long firstTokenNanos, long totalNanos) {
  public RequestResult {
    tokenIds = List.copyOf(requireNonNull(tokenIds, "tokenIds is null"));
  }
}
