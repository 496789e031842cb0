/** The generation job: the one place where it is put together. */
package io.mosaicgpt.jobs.pipeline;
