package io.mosaicgpt.operators.kafka.transaction;

/** What became of a transaction. */
enum Fate {
  /** Consumers of committed records see it. */
  COMMITTED,
  /** No consumer of committed records will ever see it. */
  ABORTED,
  /** The broker has not decided yet. */
  OPEN,
  /** Its records are so old that the topic has them no more. */
  GONE
}
