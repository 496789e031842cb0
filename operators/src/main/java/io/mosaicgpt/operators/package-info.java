/**
 * Generation as an operator of Flink: {@link io.mosaicgpt.operators.MosaicGpt} is where to begin.
 *
 * <p>{@code sink} is what sinks have in common, {@code wire} turns bytes into events and results
 * into bytes, {@code kafka} and {@code file} are the ends of a job, {@code source} gates its
 * source, {@code generate} is the operator, {@code state} what it keeps in checkpoints, {@code
 * metrics} what it reports.
 */
package io.mosaicgpt.operators;
