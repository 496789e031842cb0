/** Regular languages of characters, on Lucene's automata, and their way to bytes within limits. */
package io.mosaicgpt.model.constraint.language;
