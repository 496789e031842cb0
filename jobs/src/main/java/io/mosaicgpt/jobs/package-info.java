/**
 * The jobs and the command line.
 *
 * <ul>
 *   <li>{@code command} is what users type, {@code cli} what commands share, {@code terminal} how
 *       things look, {@code config} the settings that users give;
 *   <li>{@code job} is what a job is told by them: what serves, and its ends; {@code pipeline} the
 *       one place where it is put together;
 *   <li>{@code launch} starts it, {@code preflight} looks at its ends before, {@code checkpoint} is
 *       what it goes on from, {@code cluster} where it runs, {@code process} what it needs of this
 *       one;
 *   <li>{@code watch} sees a running job from outside, {@code demo} shows one;
 *   <li>{@code broker} is a Kafka broker inside this JVM, {@code doctor} looks at the machine,
 *       {@code measure} measures.
 * </ul>
 */
package io.mosaicgpt.jobs;
