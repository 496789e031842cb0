/** A tokenizer's tokens as bytes, laid out to be walked together with what bytes may come. */
package io.mosaicgpt.model.constraint.vocabulary;
