/**
 * A Kafka source that stops where its topics end. The connector's own never ends once it is
 * restored from a checkpoint, and may end before the group's offsets are committed.
 */
package io.mosaicgpt.operators.kafka.bounded;
