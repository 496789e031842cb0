/** The rows of a file on the bare engine, through the job that labels files, and label by label. */
package io.mosaicgpt.jobs.measure.label;
