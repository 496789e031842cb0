package io.mosaicgpt.model.constraint;

/**
 * Where in a form the tokens of an answer have led. From each state that can be reached, a complete
 * answer can be reached. Immutable and thread-safe; equal where the same answers lie ahead.
 */
public interface FormState {
  /**
   * Tokens that may come next: none that is special, padding or ends an answer. No token at all
   * where the answer must end. Made once for every state.
   */
  TokenMask allowed();

  /** Whether the tokens so far are a complete answer. */
  boolean mayEnd();

  /**
   * The state behind one more token.
   *
   * @throws IllegalArgumentException for a token that is not {@link #allowed}
   */
  FormState append(int tokenId);

  /**
   * Tokens to choose from. Where the form leaves no choice of bytes this is the one as which the
   * tokenizer cuts them, though others are {@link #allowed} that stand for fewer: an answer has the
   * tokens that the model knows such a text by. Otherwise all that are allowed.
   */
  default TokenMask next() {
    return allowed();
  }
}
