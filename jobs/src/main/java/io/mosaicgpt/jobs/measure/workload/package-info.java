/** A workload's requests, a closed loop that serves them, and what came of each. */
package io.mosaicgpt.jobs.measure.workload;
