/** Learns the vocabulary and the merges of a byte-level BPE tokenizer from texts. */
package io.mosaicgpt.model.tokenizer.training;
