/**
 * Exactly-once output that outlives the broker's transaction timeout. Flink's Kafka sink commits
 * the transaction of a checkpoint when the checkpoint is complete; if the broker has given the
 * transaction up by then, that sink drops its records. Here the records stay in the checkpoint
 * until their transaction is committed, and are written again in the next one if it never will be.
 */
package io.mosaicgpt.operators.kafka.transaction;
