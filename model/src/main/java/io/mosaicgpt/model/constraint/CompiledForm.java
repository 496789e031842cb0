package io.mosaicgpt.model.constraint;

/**
 * A form that the whole of an answer must have, compiled for one vocabulary. Shared by all requests
 * that ask for it. Thread-safe.
 */
public interface CompiledForm {
  /** Where an answer without tokens stands. */
  FormState start();

  /** Tokens of the shortest answer of the form, as the tokenizer cuts it. */
  int shortestTokens();
}
