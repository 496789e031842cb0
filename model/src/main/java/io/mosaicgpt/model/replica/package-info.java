/** Weights and KV cache on one device, and the forward step over them. The only DJL package. */
package io.mosaicgpt.model.replica;
