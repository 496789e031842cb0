/**
 * A running job seen from outside, as those who use it do: they send it events, and see records on
 * its topics and the state that Flink tells. Observers decide how to show it.
 */
package io.mosaicgpt.jobs.watch;
