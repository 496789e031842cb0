/**
 * One request: what is asked, what is told of it, and how its tokens come about from the logits of
 * one step after another.
 */
package io.mosaicgpt.model.generation;
