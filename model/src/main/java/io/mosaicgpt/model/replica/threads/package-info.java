/** OpenMP's threads, which wait for each other between operators, and the end of the JVM. */
package io.mosaicgpt.model.replica.threads;
