package io.mosaicgpt.model.constraint;

/**
 * Says which tokens may come next in one generation, and which end it. What it says follows from
 * the tokens so far and from nothing else, so it is never stored: a generation that is resumed
 * appends its tokens again. Not thread-safe.
 */
public interface TokenConstraint {
  /** What a token is to an answer. */
  enum Role {
    /** A part of it. */
    PART,
    /** The last part of it: none may follow. */
    LAST,
    /** Its end, which is no part of its text. */
    END
  }

  /**
   * Those that may come behind the tokens so far. Asked several times in a step, so that masks are
   * best made once for every state and shared.
   */
  TokenMask next();

  /** Takes note of one more token. */
  Role append(int tokenId);
}
