package io.mosaicgpt.jobs.measure.engine;

import io.mosaicgpt.jobs.measure.workload.ClosedLoop;
import io.mosaicgpt.jobs.measure.workload.Percentiles;
import io.mosaicgpt.jobs.measure.workload.RunWindow;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.LoopTimes;
import io.mosaicgpt.model.probe.MachineRates;
import java.util.function.ToLongFunction;

/**
 * What one measured run came to.
 *
 * @param promptTokensComputed of its requests
 * @param promptTokensReused of its requests, taken out of other slots instead
 * @param window its requests, and the time that they took
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
    RunWindow window,
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
    return new RunFigures(
        after.promptTokens() - before.promptTokens(),
        after.prefixHits() - before.prefixHits(),
        RunWindow.ofEngine(run),
        Percentiles.of(run.results(), result -> result.firstTokenNanos() / 1e6).at(50),
        after.steps() - before.steps(),
        after.times().since(before.times()),
        prefill,
        decode,
        machine);
  }

  /** What a step spent on a part, on average, in milliseconds. */
  double millisPerStep(ToLongFunction<LoopTimes> part) {
    return part.applyAsLong(times) / 1e6 / steps;
  }
}
