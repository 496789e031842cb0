/** From examples to rows of tokens that a model is trained on, or evaluated with. */
package io.mosaicgpt.model.training.data;
