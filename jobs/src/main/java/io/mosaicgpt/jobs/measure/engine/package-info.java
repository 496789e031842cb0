/** One workload on the bare engine, beside what the machine could do at best. */
package io.mosaicgpt.jobs.measure.engine;
