/**
 * What can be seen of a running job from outside: records on its topics and the state that Flink
 * tells. Observers decide how to show it.
 */
package io.mosaicgpt.jobs.watch;
