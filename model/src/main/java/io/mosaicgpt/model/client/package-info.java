/** Requests to an engine in this JVM, each with a stage of its answer. */
package io.mosaicgpt.model.client;
