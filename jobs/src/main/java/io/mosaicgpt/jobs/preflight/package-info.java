/** Looks at Kafka before the job starts, so that what cannot work is a sentence now. */
package io.mosaicgpt.jobs.preflight;
