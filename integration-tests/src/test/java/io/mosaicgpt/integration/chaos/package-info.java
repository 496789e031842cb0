/**
 * Breaks a cluster of real processes while it answers events, and compares what consumers see with
 * what an undisturbed run would have answered.
 */
package io.mosaicgpt.integration.chaos;
