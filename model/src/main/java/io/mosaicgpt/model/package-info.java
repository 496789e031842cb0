/**
 * MosaicGPT on DJL's PyTorch engine, without Flink.
 *
 * <p>{@code checkpoint} reads and writes model directories, {@code tokenizer} turns text into token
 * ids and back, {@code replica} holds weights and KV cache on a device, {@code sampling} chooses
 * tokens, {@code scheduler} decides what a step computes, and {@code engine} runs steps and is what
 * other modules use.
 */
package io.mosaicgpt.model;
