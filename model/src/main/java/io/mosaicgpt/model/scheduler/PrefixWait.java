package io.mosaicgpt.model.scheduler;

import java.util.List;

/**
 * Which sequences put their first step off, because another one computes in this step the tokens
 * that they begin with.
 *
 * <ul>
 *   <li>Only a sequence of which nothing was computed yet waits, and only for one that comes before
 *       it and has a segment in this step. So something is computed in every step, nobody waits for
 *       one who waits, and nobody for one less important.
 *   <li>A step's wait saves {@value #LEAST_TOKENS} tokens or more, and nobody waits for more steps
 *       than could save that much each: a prompt of n tokens for n / {@value #LEAST_TOKENS} at
 *       most, even if what it waited for is lost every time.
 *   <li>Who waits has its slot and its turn, so those behind it, who get the budget that it left,
 *       take nothing away from it. No more are admitted than the next step can compute.
 * </ul>
 */
final class PrefixWait {
  /** Computing as many takes about as long as one more step does. */
  static final int LEAST_TOKENS = 32;

  private final boolean enabled;
  private final List<Segment> planned;
  private int room;

  /**
   * For one step.
   *
   * @param enabled whether tokens can be taken over at all
   * @param planned segments of the step so far; read whenever asked
   * @param nextStep tokens of the next step, which those who wait will share
   */
  PrefixWait(boolean enabled, List<Segment> planned, int nextStep) {
    this.enabled = enabled;
    this.planned = planned;
    this.room = nextStep;
  }

  /** Whether the next step has budget for more than those who wait now. */
  boolean hasRoom() {
    return room > 0;
  }

  /** Whether the sequence, which is next in line, should wait; it is counted in if so. */
  boolean isWorthwhile(Sequence sequence) {
    int reusable = sequence.reusable();
    if (!enabled || !sequence.isUntouched() || sequence.waits() >= reusable / LEAST_TOKENS) {
      return false;
    }
    for (Segment segment : planned) {
      int begin = Math.max(sequence.computed(), segment.start());
      int end = Math.min(reusable, segment.end());
      if (end - begin < LEAST_TOKENS) {
        continue;
      }
      int common = segment.sequence().commonTokens(sequence, end);
      if (common - begin >= LEAST_TOKENS) {
        room -= sequence.length() - common;
        return true;
      }
    }
    return false;
  }
}
