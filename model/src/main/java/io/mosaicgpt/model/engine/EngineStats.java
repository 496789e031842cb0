package io.mosaicgpt.model.engine;

/**
 * Counters of an engine since it was loaded, and gauges of this moment.
 *
 * @param running requests with a slot
 * @param waiting requests without one
 * @param kvUsedPositions positions held by running requests
 * @param kvTotalPositions positions there are
 * @param steps forward steps
 * @param promptTokens prompt tokens computed, those computed again after a preemption included
 * @param generatedTokens tokens generated
 * @param prefixQueries tokens looked up in the prefix cache, when a request was first admitted
 * @param prefixHits those of them that were found there, and so not computed
 * @param prefixWaits steps that requests put off, since another one computed their prefix meanwhile
 * @param preemptions requests that lost their slot
 * @param failures steps that the native engine failed in, and that it survived
 * @param times where the time went
 */
public record EngineStats(
    int running,
    int waiting,
    long kvUsedPositions,
    long kvTotalPositions,
    long steps,
    long promptTokens,
    long generatedTokens,
    long prefixQueries,
    long prefixHits,
    long prefixWaits,
    long preemptions,
    long failures,
    LoopTimes times) {}
