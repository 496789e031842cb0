/**
 * What a training run leaves behind beside its model: how it came about, how good it is as it is
 * served, and both as a page to read.
 */
package io.mosaicgpt.model.training.report;
