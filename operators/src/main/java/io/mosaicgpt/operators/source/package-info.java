/**
 * A source that stops handing out records while the operator behind it has no room, and sources
 * that wrap another one.
 *
 * <p>The operator sets a level of credit, the source's reader obeys it; they meet in this JVM by
 * the gate's id and the task they are in. See {@link io.mosaicgpt.operators.source.GatedSource}.
 */
package io.mosaicgpt.operators.source;
