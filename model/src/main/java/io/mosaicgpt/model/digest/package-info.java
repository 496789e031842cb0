/** Digests that name models, data, prompts and forms. */
package io.mosaicgpt.model.digest;
