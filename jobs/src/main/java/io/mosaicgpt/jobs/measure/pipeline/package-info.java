/** The same workload on the bare engine and through Kafka and Flink, by turns. */
package io.mosaicgpt.jobs.measure.pipeline;
