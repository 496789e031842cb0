/**
 * A training run from its first step to a model directory: saved, resumed, stopped, evaluated and
 * written down. {@link io.mosaicgpt.model.training.run.TrainingRun} has the loop, {@link
 * io.mosaicgpt.model.training.run.RunDirectory} what lies where.
 */
package io.mosaicgpt.model.training.run;
