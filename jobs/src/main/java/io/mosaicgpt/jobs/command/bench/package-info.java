/** The commands of {@code bench}, and how their reports read. */
package io.mosaicgpt.jobs.command.bench;
