/** Shows the whole way in a minute: broker, job, messages, completions, a dead letter. */
package io.mosaicgpt.jobs.demo;
