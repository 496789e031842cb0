/**
 * Measuring, apart from the jobs: how fast an engine, a pipeline and a device are, and how far each
 * type of weights is from float32.
 */
package io.mosaicgpt.jobs.measure;
