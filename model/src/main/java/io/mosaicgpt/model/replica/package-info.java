/**
 * Loads models on the device that they are to run on. {@code cpu} and {@code gpu} are the two forms
 * they are served in, {@code module} is the TorchScript module that both run, {@code threads} is
 * what the process's native threads need. DJL is known here, in {@code probe} and to the tokenizer.
 */
package io.mosaicgpt.model.replica;
