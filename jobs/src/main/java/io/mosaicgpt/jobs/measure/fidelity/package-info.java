/** How far the logits of each type of weights are from float32's. */
package io.mosaicgpt.jobs.measure.fidelity;
