/** Runs a job in this process, or hands it to a cluster. */
package io.mosaicgpt.jobs.launch;
