/**
 * Whose state a checkpoint or savepoint is. Offsets mean something in one topic of one Kafka
 * cluster only, so the source's state names them, and the job does not start from another's.
 */
package io.mosaicgpt.operators.kafka.identity;
