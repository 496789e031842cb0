/** How a job lets others see, through Kafka, that it is alive. */
package io.mosaicgpt.operators.kafka.presence;
