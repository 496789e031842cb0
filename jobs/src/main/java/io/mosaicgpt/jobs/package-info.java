/**
 * The jobs and the command line.
 *
 * <p>{@code command} is what users type, {@code config} the settings that they give, {@code job}
 * what a job is told by them, {@code pipeline} the one place where the job is put together, {@code
 * checkpoint} what it goes on from, {@code preflight} what is looked at before it starts, {@code
 * cluster} where it runs, {@code broker} a Kafka broker inside this JVM, {@code demo}, {@code
 * bench} and {@code doctor} the commands of these names, and {@code terminal} how things look.
 */
package io.mosaicgpt.jobs;
