/**
 * From an event's words to a request that a model can serve: templates, tokens of prompt and
 * labels, and the refusal of what does not fit.
 */
package io.mosaicgpt.model.prompt;
