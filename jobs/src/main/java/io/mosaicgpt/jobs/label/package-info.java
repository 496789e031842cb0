/**
 * Labels the rows of files: reads them once to know what there is, runs the job on them, and makes
 * the output of its results. A run that was broken off goes on where it was.
 */
package io.mosaicgpt.jobs.label;
