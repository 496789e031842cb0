/** Checkpoints on disk: which of them are a job's own, and which it goes on from. */
package io.mosaicgpt.jobs.checkpoint;
