package io.mosaicgpt.operators.kafka.transaction;

import static java.util.Objects.requireNonNull;

/**
 * Where the broker put one record of a transaction. All records of a transaction have one fate, so
 * this one tells whether it was committed.
 */
record Witness(String topic, int partition, long offset) {
  Witness {
    requireNonNull(topic, "topic is null");
  }
}
