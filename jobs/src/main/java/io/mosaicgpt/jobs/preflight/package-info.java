/** Looks at a job's ends before it starts, so that what cannot work is a sentence now. */
package io.mosaicgpt.jobs.preflight;
