/** The form for CPUs: a KV cache of blocks, each slot attending over its own length. */
package io.mosaicgpt.model.replica.cpu;
