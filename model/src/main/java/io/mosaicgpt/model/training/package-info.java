/**
 * Trains MosaicGPT: batches of token rows in, a model in the published layout out.
 *
 * <p>A {@link io.mosaicgpt.model.training.Trainer} takes steps, {@link
 * io.mosaicgpt.model.training.TrainingStates} keeps them on disk. What a step computes depends on
 * weights, rows, settings and the step's number alone, so a run that was interrupted goes on to the
 * same bits.
 *
 * <p>The module is TorchScript text as the served one is, but another text: the kernels that serve
 * have no gradients. {@code torch.grad} is called within it; DJL's own gradients are not used.
 */
package io.mosaicgpt.model.training;
