package io.mosaicgpt.integration.chaos;

import java.time.Duration;

/**
 * How hard a run is.
 *
 * @param seed decides events and the moments of faults
 * @param kafkaNodes one or three
 * @param batch events that are under way when a fault strikes
 * @param leastTokens of an answer
 * @param mostTokens of an answer
 * @param checkpointInterval time between checkpoints
 * @param transactionTimeout after which brokers give a transaction up
 */
record ChaosPlan(
    long seed,
    int kafkaNodes,
    int batch,
    int leastTokens,
    int mostTokens,
    Duration checkpointInterval,
    Duration transactionTimeout) {}
