package io.mosaicgpt.model.constraint;

/**
 * Says which tokens may come next in one generation. What it says follows from the tokens so far
 * and from nothing else, so it is never stored: a generation that is resumed appends its tokens
 * again. Not thread-safe.
 */
public interface TokenConstraint {
  /**
   * Those that may come behind the tokens so far. Asked several times in a step, so that masks are
   * best made once for every state and shared.
   */
  TokenMask next();

  /** Takes note of one more token. */
  void append(int tokenId);
}
