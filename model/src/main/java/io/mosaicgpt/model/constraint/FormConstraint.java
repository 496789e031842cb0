package io.mosaicgpt.model.constraint;

import java.util.Arrays;

/**
 * Lets tokens make an answer of a form. Going on and ending compete wherever the answer is complete
 * and may go on: its end, which is a token or a text of several, is allowed there beside the form's
 * own tokens. Where the form leaves nothing to go on with, the answer ends by itself.
 *
 * <p>An end of several tokens may begin like more of the answer: "\n\n### End" does where the form
 * allows line breaks. Its tokens then count as both, until one comes that the form does not allow:
 * that one decides, and the rest of the end need not be generated.
 */
public final class FormConstraint implements TokenConstraint {
  /** Tokens of an end that are told apart. More decide nothing that these have left open. */
  private static final int LONGEST_END = Long.SIZE - 1;

  private static final int[] NONE = {};

  private final int[] endings;
  private final int[] end;

  /** {@link #endings}, and the first token of {@link #end}. */
  private final int[] exits;

  private int missing;
  private FormState state;

  /**
   * Bit k is set where the last k + 1 tokens are the first of the end and what stands before them
   * is complete.
   */
  private long begun;

  private TokenMask next;
  private int[] restOfEnd = NONE;

  /**
   * A constraint on an answer without tokens.
   *
   * @param start of the form; must not be a state where the answer must end
   * @param minTokens no end before so many tokens, unless the form leaves nothing else
   * @param endings ids that end an answer
   * @param end tokens of the text that ends an answer; may be empty
   */
  public FormConstraint(FormState start, int minTokens, int[] endings, int... end) {
    this.state = start;
    this.missing = minTokens;
    this.endings = endings;
    this.end = end;
    this.exits = end.length == 0 ? endings : append(endings, end[0]);
    this.next = mask();
  }

  @Override
  public TokenMask next() {
    return next;
  }

  /** Whether the tokens so far are a complete answer. */
  public boolean isComplete() {
    return state.mayEnd();
  }

  /**
   * Tokens, from the last one on, that complete the text of the end, where what came before it may
   * have been taken for the answer's; otherwise empty.
   */
  public int[] restOfEnd() {
    return restOfEnd.clone();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException for a token that the form does not allow
   */
  @Override
  public Role append(int tokenId) {
    boolean mayEnd = mayEnd();
    missing = Math.max(0, missing - 1);
    if (mayEnd && contains(endings, tokenId)) {
      return Role.END;
    }
    begun = (begun << 1 | (mayEnd ? 1 : 0)) & placesInEnd(tokenId);
    if (begun != 0 && state.allowed().forbids(tokenId)) {
      int before = Long.SIZE - 1 - Long.numberOfLeadingZeros(begun);
      restOfEnd = before == 0 ? NONE : Arrays.copyOfRange(end, before, end.length);
      return Role.END;
    }
    state = state.append(tokenId);
    if (mustEnd(state)) {
      return Role.LAST;
    }
    next = mask();
    return Role.PART;
  }

  /** Whether a form's answer cannot go on. */
  public static boolean mustEnd(FormState state) {
    return state.next().allowsNone();
  }

  private boolean mayEnd() {
    return missing == 0 && state.mayEnd();
  }

  private TokenMask mask() {
    TokenMask allowed = mayEnd() ? state.next().and(exits) : state.next();
    if (begun != 0) {
      allowed = allowed.and(goingOnWithEnd());
    }
    return allowed;
  }

  private int[] goingOnWithEnd() {
    int[] ids = new int[Long.bitCount(begun)];
    int count = 0;
    for (int k = 0; k + 1 < Math.min(end.length, LONGEST_END); k++) {
      if ((begun >>> k & 1) == 1) {
        ids[count++] = end[k + 1];
      }
    }
    return Arrays.copyOf(ids, count);
  }

  private long placesInEnd(int tokenId) {
    long places = 0;
    for (int k = 0; k < Math.min(end.length, LONGEST_END); k++) {
      places |= end[k] == tokenId ? 1L << k : 0;
    }
    return places;
  }

  private static int[] append(int[] ids, int id) {
    if (contains(ids, id)) {
      return ids;
    }
    int[] more = Arrays.copyOf(ids, ids.length + 1);
    more[ids.length] = id;
    return more;
  }

  static boolean contains(int[] ids, int id) {
    for (int one : ids) {
      if (one == id) {
        return true;
      }
    }
    return false;
  }
}
