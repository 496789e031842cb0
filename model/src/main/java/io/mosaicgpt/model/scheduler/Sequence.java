package io.mosaicgpt.model.scheduler;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.kv.KvContents;
import java.util.Arrays;

/**
 * The tokens of one request, known so far, and how far the model has computed them. Not
 * thread-safe: belongs to the thread of its {@link Scheduler}.
 */
public final class Sequence implements KvContents {
  private static final int NO_SLOT = -1;
  private static final long NO_TURN = -1;

  private final Object session;
  private final int priority;
  private final int leastPositions;
  private int mostReused;
  private int trunk;
  private int[] tokens;
  private int length;
  private int computed;
  private SequenceState state = SequenceState.WAITING;
  private int slot = NO_SLOT;
  private long turn = NO_TURN;
  private int preemptions;
  private int reusedTokens;
  private boolean untouched = true;
  private int waits;

  /**
   * A sequence that waits.
   *
   * @param session whose it is; sessions take turns
   * @param priority smaller is served first
   * @param tokens known from the start, at least one
   * @param headroom tokens that will be tried out behind them, one continuation after another;
   *     positions for them are reserved from the start
   * @param mostReused how many of its tokens may come out of another slot instead of being
   *     computed: those whose logits nobody wants to see
   */
  public Sequence(Object session, int priority, int[] tokens, int headroom, int mostReused) {
    this(session, priority, tokens, headroom, mostReused, Integer.MAX_VALUE);
  }

  /**
   * A sequence that waits, of which only a beginning is one.
   *
   * @param trunk how many of its tokens come one behind the other: those behind them are of no use
   *     to other sequences
   */
  public Sequence(
      Object session, int priority, int[] tokens, int headroom, int mostReused, int trunk) {
    this.session = requireNonNull(session, "session is null");
    if (tokens.length == 0 || headroom < 0) {
      throw new IllegalArgumentException(
          "%d tokens with headroom %d".formatted(tokens.length, headroom));
    }
    this.priority = priority;
    this.tokens = tokens.clone();
    this.length = tokens.length;
    this.leastPositions = tokens.length + headroom;
    this.mostReused = Math.min(mostReused, trunk - 1);
    this.trunk = trunk;
  }

  public Object session() {
    return session;
  }

  public int priority() {
    return priority;
  }

  public SequenceState state() {
    return state;
  }

  /** Its slot, while it has one. */
  public int slot() {
    if (slot == NO_SLOT) {
      throw new IllegalStateException("a sequence that is %s has no slot".formatted(state));
    }
    return slot;
  }

  @Override
  public int[] tokens() {
    return tokens;
  }

  /** Tokens known. */
  public int length() {
    return length;
  }

  /** Tokens whose KV has been computed. */
  public int computed() {
    return computed;
  }

  @Override
  public int shareable() {
    return Math.min(computed, trunk);
  }

  /** Tokens known whose KV is still to be computed. */
  public int remaining() {
    return length - computed;
  }

  /** How often it lost its slot. */
  public int preemptions() {
    return preemptions;
  }

  /** Tokens that did not have to be computed when it was first admitted. */
  public int reusedTokens() {
    return reusedTokens;
  }

  /**
   * Adds the token that was chosen from the logits of the last one, and those that must come behind
   * it whatever their logits are.
   */
  public void append(int... chosen) {
    branch(length, chosen);
  }

  /** Goes back to its first {@code kept} tokens and on with other ones. */
  public void branch(int kept, int... tail) {
    branch(kept, trunk, tail);
  }

  /**
   * Goes back to its first {@code kept} tokens and on with other ones.
   *
   * @param newTrunk how many of its tokens come one behind the other then, unless all of them
   *     always do; the last of these has to be computed for its row
   */
  public void branch(int kept, int newTrunk, int[] tail) {
    requireAllComputed();
    if (kept < 0 || kept > length || tail.length < 1) {
      throw new IllegalArgumentException(
          "keeping %d of %d tokens, adding %d".formatted(kept, length, tail.length));
    }
    replaceTail(kept, tail);
    trunk = trunk == Integer.MAX_VALUE ? trunk : newTrunk;
    mostReused = Math.min(mostReused, newTrunk - 1);
    computed = kept;
    state = tail.length == 1 ? SequenceState.DECODING : SequenceState.PREFILL;
  }

  private void replaceTail(int kept, int... tail) {
    length = kept + tail.length;
    if (length > tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(length, tokens.length + tokens.length / 2 + 16));
    }
    System.arraycopy(tail, 0, tokens, kept, tail.length);
  }

  private void requireAllComputed() {
    if (remaining() != 0 || slot == NO_SLOT) {
      throw new IllegalStateException("new tokens before the old ones: " + this);
    }
  }

  /** Positions to reserve at admission: room for the first token to come, too. */
  int positionsAtAdmission() {
    return Math.max(length + 1, leastPositions);
  }

  /** Whether no token was computed for it since it was admitted. */
  boolean isUntouched() {
    return untouched;
  }

  /** For how many steps it has waited, since it was admitted, for a prefix under way. */
  int waits() {
    return waits;
  }

  /**
   * How many of the first {@code most} tokens, known here and there, are the same and may be taken
   * over from here.
   */
  int commonTokens(Sequence other, int most) {
    int end = Math.min(most, trunk);
    int mismatch = Arrays.mismatch(tokens, 0, end, other.tokens, 0, end);
    return mismatch < 0 ? end : mismatch;
  }

  /** How many tokens may come out of another slot: the last one has to be computed for its row. */
  int reusable() {
    return Math.min(mostReused, length - 1);
  }

  /** When it was first admitted, among all sequences. */
  long turn() {
    return turn;
  }

  boolean wasAdmittedBefore() {
    return turn != NO_TURN;
  }

  void admit(int newSlot, long newTurn, int reused) {
    if (!wasAdmittedBefore()) {
      turn = newTurn;
      reusedTokens = reused;
    }
    slot = newSlot;
    computed = reused;
    untouched = true;
    waits = 0;
    state = SequenceState.PREFILL;
  }

  /** Puts its first step off: another sequence is computing the tokens it begins with. */
  void putOff() {
    waits++;
  }

  /** Goes on behind so many tokens of its own, out of another slot. */
  void goOnBehind(int reused) {
    computed = reused;
    if (preemptions == 0) {
      reusedTokens = reused;
    }
  }

  void advance(int count) {
    computed += count;
    untouched = false;
  }

  void preempt() {
    preemptions++;
    computed = 0;
    slot = NO_SLOT;
    state = SequenceState.WAITING;
  }

  void finish() {
    slot = NO_SLOT;
    state = SequenceState.FINISHED;
  }

  @Override
  public String toString() {
    return "%s sequence of priority %d, turn %d, %d of %d tokens computed, slot %d"
        .formatted(state, priority, turn, computed, length, slot);
  }
}
