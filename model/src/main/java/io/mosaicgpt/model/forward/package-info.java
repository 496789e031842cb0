/**
 * The contract between who decides what a step computes and who computes it: the model as an
 * interface, a step's input and output, and how a model is held. No device and no DJL here.
 */
package io.mosaicgpt.model.forward;
