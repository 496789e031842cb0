package io.mosaicgpt.jobs.measure.workload;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.schemas.Completion;
import java.util.List;

/**
 * One run of a workload on either side of a comparison, over the time in which requests are in
 * flight: from the first one admitted to the last token. What comes before, be it start-up, and
 * after, be it the last commit, is no throughput.
 *
 * @param requests how many
 * @param promptTokens tokens of all prompts
 * @param generatedTokens tokens generated
 * @param seconds from the first admission to the last end
 * @param latencyMs of each request, from its admission to its last token
 */
public record RunWindow(
    int requests, long promptTokens, long generatedTokens, double seconds, Percentiles latencyMs) {
  public RunWindow {
    requireNonNull(latencyMs, "latencyMs is null");
  }

  /** On the bare engine, where submission is admission. */
  public static RunWindow ofEngine(ClosedLoop.Outcome run) {
    List<RequestResult> results = run.results();
    return new RunWindow(
        results.size(),
        results.stream().mapToLong(RequestResult::promptTokens).sum(),
        run.generatedTokens(),
        run.wallNanos() / 1e9,
        Percentiles.of(results, result -> result.totalNanos() / 1e6));
  }

  /**
   * In the job, as its completions tell it: each was made at {@code produced_at}, on the task's
   * thread, and admitted {@code total_ms} before, to a millisecond.
   */
  public static RunWindow ofJob(List<Completion> completions) {
    double begin = Double.MAX_VALUE;
    double end = 0;
    for (Completion completion : completions) {
      double made = completion.getProducedAt().toEpochMilli();
      begin = Math.min(begin, made - completion.getTimings().getTotalMs());
      end = Math.max(end, made);
    }
    return new RunWindow(
        completions.size(),
        completions.stream().mapToLong(c -> c.getUsage().getPromptTokens()).sum(),
        completions.stream().mapToLong(c -> c.getUsage().getCompletionTokens()).sum(),
        Math.max(1, end - begin) / 1000,
        Percentiles.of(completions, c -> c.getTimings().getTotalMs()));
  }

  public double generatedTokensPerSecond() {
    return generatedTokens / seconds;
  }
}
