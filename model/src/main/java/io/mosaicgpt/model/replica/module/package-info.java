/** The TorchScript module: its text, the archive around it, its weights, and calls into it. */
package io.mosaicgpt.model.replica.module;
