/** Text to token ids and back. */
package io.mosaicgpt.model.tokenizer;
