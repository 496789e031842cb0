/** Files of texts, instructions and labels, read one example at a time. */
package io.mosaicgpt.model.corpus;
