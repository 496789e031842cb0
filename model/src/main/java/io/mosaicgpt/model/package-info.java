/**
 * MosaicGPT on DJL's PyTorch engine, without Flink. From the bottom up:
 *
 * <ul>
 *   <li>{@code checkpoint} reads and writes model directories, {@code tokenizer} turns text into
 *       token ids and back;
 *   <li>{@code constraint} says which tokens may come next, {@code sampling} chooses one of them;
 *   <li>{@code forward} is the contract of a step, {@code replica} computes it, {@code probe}
 *       measures what the machine could do;
 *   <li>{@code kv} and {@code scheduler} decide what a step computes;
 *   <li>{@code generation} is one request on its way, {@code prompt} makes requests of words;
 *   <li>{@code engine} runs steps for all callers, {@code client} asks it and gives stages.
 * </ul>
 */
package io.mosaicgpt.model;
