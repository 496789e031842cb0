package io.mosaicgpt.integration.chaos;

import java.time.Duration;

/**
 * What a fault cost.
 *
 * @param fault what it was
 * @param back from the fault to the end of the first checkpoint that began after it
 * @param restores how often tasks were restored
 * @param resumed tokens that restored requests brought along from checkpoints
 * @param again tokens that were computed again
 * @param atRisk tokens since the checkpoints that tasks were restored from: the most that {@code
 *     again} may be
 * @param events events that were under way
 * @param lost events that nothing came of
 * @param twice answers and dead letters too many
 */
record Toll(
    Fault fault,
    Duration back,
    int restores,
    long resumed,
    long again,
    long atRisk,
    int events,
    int lost,
    int twice) {
  @Override
  public String toString() {
    return "%s: back after %.1f s, %d restores, %d tokens resumed, %d computed again of %d at risk"
        .formatted(fault, back.toMillis() / 1e3, restores, resumed, again, atRisk);
  }
}
