package io.mosaicgpt.jobs.measure.workload;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.generation.GenerationEvent;
import java.util.List;

/**
 * What one request of a benchmark came to.
 *
 * @param promptTokens length of its prompt
 * @param tokenIds what was generated
 * @param firstTokenNanos from submission to the first token; to the end, if there was none
 * @param totalNanos from submission to the end
 */
public record RequestResult(
    int promptTokens, List<Integer> tokenIds, long firstTokenNanos, long totalNanos) {
  public RequestResult {
    tokenIds = List.copyOf(requireNonNull(tokenIds, "tokenIds is null"));
  }

  /** By the engine's clock, as a completion of the job is timed, too. */
  static RequestResult of(Answer answer) {
    GenerationEvent.Timings timings = answer.finished().timings();
    return new RequestResult(
        answer.request().promptTokens().length,
        answer.tokenIds(),
        timings.firstTokenNanos(),
        timings.totalNanos());
  }
}
