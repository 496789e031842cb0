/**
 * Benchmarks: one workload on the bare engine, the same through Kafka and Flink, and how far each
 * type of weights is from float32.
 */
package io.mosaicgpt.jobs.bench;
