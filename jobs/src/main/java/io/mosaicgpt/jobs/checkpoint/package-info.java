/**
 * Checkpoints, of this machine and of a cluster: which are a job's own, and which it goes on from.
 */
package io.mosaicgpt.jobs.checkpoint;
