/** What came of labelling a file: a few lines, JSON, and a page to read. */
package io.mosaicgpt.jobs.label.report;
