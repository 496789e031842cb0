package io.mosaicgpt.model.constraint;

/** Lets no token end the output before it is long enough ({@code min_tokens}). */
public final class EndingsHeldBack implements TokenConstraint {
  private final int[] endings;
  private final TokenMask early;
  private int missing;

  /**
   * A constraint on an output without tokens.
   *
   * @param minTokens before so many of them, no ending
   * @param endings ids that end an output
   */
  public EndingsHeldBack(int minTokens, int... endings) {
    this.missing = minTokens;
    this.endings = endings;
    this.early = TokenMask.without("stop_token_ids and min_tokens together", endings);
  }

  @Override
  public TokenMask next() {
    return missing > 0 ? early : TokenMask.ALL;
  }

  @Override
  public Role append(int tokenId) {
    boolean counts = missing == 0;
    missing = Math.max(0, missing - 1);
    return counts && FormConstraint.contains(endings, tokenId) ? Role.END : Role.PART;
  }
}
