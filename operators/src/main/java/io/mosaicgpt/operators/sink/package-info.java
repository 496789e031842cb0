/** What sinks have in common, wherever they write to. */
package io.mosaicgpt.operators.sink;
