package io.mosaicgpt.model.constraint.leaf;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Queue;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;

/** A leaf as a table: {@code [states, classes of bytes]}. */
public final class Dfa implements Leaf {
  private static final int BYTES = 256;

  private final int states;
  private final int classes;
  private final byte[] classOf = new byte[BYTES];
  private final int[] next;
  private final int[] only;
  private final BitSet accepting = new BitSet();
  private final boolean shared;

  private Dfa(Automaton automaton, boolean shared) {
    this.shared = shared;
    this.states = automaton.getNumStates();
    int[] starts = automaton.getStartPoints();
    int point = 0;
    int[] firstOf = new int[BYTES];
    for (int value = 0; value < BYTES; value++) {
      if (point + 1 < starts.length && starts[point + 1] == value) {
        point++;
        firstOf[point] = value;
      }
      classOf[value] = (byte) point;
    }
    this.classes = point + 1;
    this.next = new int[Math.multiplyExact(states, classes)];
    Arrays.fill(next, DEAD);
    Transition transition = new Transition();
    for (int state = 0; state < states; state++) {
      if (automaton.isAccept(state)) {
        accepting.set(state);
      }
      int transitions = automaton.initTransition(state, transition);
      for (int i = 0; i < transitions; i++) {
        automaton.getNextTransition(transition);
        for (int c = classOf[transition.min] & 0xFF;
            c < classes && firstOf[c] <= transition.max;
            c++) {
          next[state * classes + c] = transition.dest;
        }
      }
    }
    this.only = onlyBytes();
  }

  /** Tables take at most so many entries. */
  public static final int MOST_ENTRIES = 1 << 21;

  /**
   * The table of a deterministic automaton over bytes without dead states.
   *
   * @throws IllegalArgumentException when it would have more than {@link #MOST_ENTRIES} entries
   */
  public static Dfa of(Automaton automaton) {
    if (!automaton.isDeterministic() || automaton.getNumStates() == 0) {
      throw new IllegalArgumentException("the automaton is not deterministic, or has no state");
    }
    if ((long) automaton.getNumStates() * automaton.getStartPoints().length > MOST_ENTRIES) {
      throw new IllegalArgumentException("the automaton is too large");
    }
    return new Dfa(automaton, false);
  }

  /** The same table, as one for all forms. */
  public static Dfa shared(Automaton automaton) {
    return new Dfa(automaton, true);
  }

  @Override
  public boolean isShared() {
    return shared;
  }

  @Override
  public int start() {
    return 0;
  }

  @Override
  public int step(int state, int value) {
    return next[state * classes + (classOf[value] & 0xFF)];
  }

  @Override
  public boolean accepts(int state) {
    return accepting.get(state);
  }

  @Override
  public int only(int state) {
    return only[state];
  }

  @Override
  public int states() {
    return states;
  }

  @Override
  public byte[] shortest() {
    int[] from = new int[states];
    int[] by = new int[states];
    Arrays.fill(from, DEAD);
    from[0] = 0;
    Queue<Integer> open = new ArrayDeque<>();
    open.add(0);
    int state = 0;
    while (true) {
      state = open.remove();
      if (accepts(state)) {
        break;
      }
      for (int value = 0; value < BYTES; value++) {
        int to = step(state, value);
        if (to != DEAD && from[to] == DEAD) {
          from[to] = state;
          by[to] = value;
          open.add(to);
        }
      }
    }
    int length = 0;
    for (int at = state; at != 0; at = from[at]) {
      length++;
    }
    byte[] word = new byte[length];
    for (int at = state; at != 0; at = from[at]) {
      word[--length] = (byte) by[at];
    }
    return word;
  }

  private int[] onlyBytes() {
    int[] result = new int[states];
    for (int state = 0; state < states; state++) {
      result[state] = DEAD;
      for (int value = 0; value < BYTES && result[state] != SEVERAL; value++) {
        if (step(state, value) != DEAD) {
          result[state] = result[state] == DEAD ? value : SEVERAL;
        }
      }
    }
    return result;
  }
}
