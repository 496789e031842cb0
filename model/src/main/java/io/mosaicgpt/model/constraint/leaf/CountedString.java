package io.mosaicgpt.model.constraint.leaf;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Strings of JSON with bounds on their number of characters, which are counted rather than spelled
 * out in states. Far from its bounds it is like the string without any.
 */
public final class CountedString implements Leaf {
  /** No upper bound. */
  public static final int UNBOUNDED = -1;

  /** Larger bounds would make states too large for a number. */
  public static final int MOST = 1 << 24;

  private static final int QUOTE = '"';

  private record Bounds(int min, int max) {}

  /**
   * Those that others are like, near their bounds: as many as a token is long, squared, at most.
   */
  private static final Map<Bounds, CountedString> NEAR = new ConcurrentHashMap<>();

  private final Dfa string;
  private final int inside;
  private final int min;
  private final int max;

  /**
   * Strings of {@code min} to {@code max} characters.
   *
   * @param string every string, in quotes, in a spelling that is unique
   */
  public CountedString(Dfa string, int min, int max) {
    if (min < 0 || min > MOST || max > MOST || (max >= 0 && max < min)) {
      throw new IllegalArgumentException("no such bounds: " + min + ", " + max);
    }
    this.string = string;
    this.inside = string.step(string.start(), QUOTE);
    this.min = min;
    this.max = max;
  }

  @Override
  public int start() {
    return string.start();
  }

  @Override
  public int step(int state, int value) {
    int count = state / string.states();
    int at = state % string.states();
    int next = string.step(at, value);
    if (next == DEAD) {
      return DEAD;
    }
    if (at == inside) {
      boolean closes = value == QUOTE;
      if (closes ? count < min : count == max) {
        return DEAD;
      }
    }
    boolean counts = next == inside && at != string.start();
    int limit = max == UNBOUNDED ? min : max; // counting further would tell nothing
    return Math.min(counts ? count + 1 : count, limit) * string.states() + next;
  }

  @Override
  public boolean accepts(int state) {
    return string.accepts(state % string.states());
  }

  @Override
  public int only(int state) {
    int count = state / string.states();
    int at = state % string.states();
    if (at != inside) {
      return string.only(at);
    }
    return count == max ? QUOTE : SEVERAL;
  }

  @Override
  public Alike alike(int state, int bytes) {
    int count = state / string.states();
    int at = state % string.states();
    int least = Math.min(Math.max(0, min - count), bytes + 1);
    int most = max == UNBOUNDED || max - count > bytes ? UNBOUNDED : max - count;
    if (least == 0 && most == UNBOUNDED) {
      return new Alike(string, at);
    }
    return new Alike(
        NEAR.computeIfAbsent(
            new Bounds(least, most), near -> new CountedString(string, near.min(), near.max())),
        at);
  }

  /** The strings without bounds. */
  public Dfa unbounded() {
    return string;
  }

  /** Whether a state stands between two characters. */
  public boolean isInside(int state) {
    return state % string.states() == inside;
  }

  /** Characters that must come at least; in a state that nothing has led to yet. */
  public int min() {
    return min;
  }

  /** Characters that may come at most, or {@link #UNBOUNDED}. */
  public int max() {
    return max;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public byte[] shortest() {
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    word.write(QUOTE);
    for (int i = 0; i < min; i++) {
      word.write('a');
    }
    word.write(QUOTE);
    return word.toByteArray();
  }

  @Override
  public int states() {
    return string.states();
  }
}
