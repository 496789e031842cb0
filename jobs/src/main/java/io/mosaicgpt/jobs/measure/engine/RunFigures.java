package io.mosaicgpt.jobs.measure.engine;

import io.mosaicgpt.jobs.measure.workload.ClosedLoop;
import io.mosaicgpt.jobs.measure.workload.Percentiles;
import io.mosaicgpt.jobs.measure.workload.RequestResult;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.probe.MachineRates;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What one measured run came to.
 *
 * @param promptTokensComputed of its requests
 * @param promptTokensReused of its requests, taken out of other slots instead
 * @param wallSeconds of serving the workload
 * @param generatedTokensPerSecond over that time
 * @param latencyP50Ms of its requests
 * @param latencyP95Ms of its requests
 * @param timeToFirstTokenP50Ms of its requests
 * @param steps that serving the workload took
 * @param times where their time went
 * @param prefillTokensPerSecond see {@link PrefillBench}
 * @param decode see {@link DecodeBench}
 * @param machine what the machine could do right after
 */
record RunFigures(
    long promptTokensComputed,
    long promptTokensReused,
    double wallSeconds,
    double generatedTokensPerSecond,
    double latencyP50Ms,
    double latencyP95Ms,
    double timeToFirstTokenP50Ms,
    long steps,
    LoopTimes times,
    double prefillTokensPerSecond,
    DecodeBench.Rate decode,
    MachineRates machine) {

  /**
   * Those of a run.
   *
   * @param before the engine's counters before it
   * @param after its counters right after it
   */
  static RunFigures of(
      ClosedLoop.Outcome run,
      EngineStats before,
      EngineStats after,
      double prefill,
      DecodeBench.Rate decode,
      MachineRates machine) {
    List<RequestResult> results = run.results();
    double seconds = run.wallNanos() / 1e9;
    Percentiles latency = millis(results, RequestResult::totalNanos);
    return new RunFigures(
        after.promptTokens() - before.promptTokens(),
        after.prefixHits() - before.prefixHits(),
        seconds,
        run.generatedTokens() / seconds,
        latency.at(50),
        latency.at(95),
        millis(results, RequestResult::firstTokenNanos).at(50),
        after.steps() - before.steps(),
        after.times().since(before.times()),
        prefill,
        decode,
        machine);
  }

  private static Percentiles millis(
      List<RequestResult> results, ToDoubleFunction<RequestResult> nanos) {
    return Percentiles.of(results, result -> nanos.applyAsDouble(result) / 1e6);
  }

  /** What a step spent on a part, on average, in milliseconds. */
  double millisPerStep(ToLongFunction<LoopTimes> part) {
    return part.applyAsLong(times) / 1e6 / steps;
  }

  /** The median of one figure over several runs; of an even number the lower of the middle two. */
  static double median(List<RunFigures> runs, ToDoubleFunction<RunFigures> figure) {
    return Percentiles.of(runs, figure).at(50);
  }
}
