/**
 * What the tests bring into the JVMs that they start: an end with the parent, counters that outlive
 * a kill, and faults of the engine. It is packed into a jar of its own and uses nothing of the
 * other packages.
 */
package io.mosaicgpt.integration.agent;
