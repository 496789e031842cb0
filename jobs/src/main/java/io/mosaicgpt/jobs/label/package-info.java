/** Labelling the rows of files. */
package io.mosaicgpt.jobs.label;
