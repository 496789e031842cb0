package io.mosaicgpt.model.constraint.regex;

import java.util.List;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;

/**
 * How many transitions it takes to put automata together. Each state in which one accepts gets the
 * transitions of the first state of the next, and of those behind it while they may be empty.
 */
final class Joins {
  private Joins() {}

  /** Transitions between automata in a row. */
  static long between(List<Automaton> parts) {
    long sum = 0;
    long ahead = 0;
    for (int i = parts.size() - 1; i >= 0; i--) {
      Automaton part = parts.get(i);
      sum += accepting(part) * ahead;
      ahead = part.getNumTransitions(0) + (part.isAccept(0) ? ahead : 0);
    }
    return sum;
  }

  /** Transitions of an automaton and to a copy of it. */
  static long inRow(Automaton automaton) {
    return automaton.getNumTransitions()
        + accepting(automaton) * (long) automaton.getNumTransitions(0);
  }

  /**
   * So many words in a row. Lucene's own {@code repeat} goes through all transitions so far for
   * each one that it adds.
   *
   * @param one of words that are not empty
   * @param max less than 0 for no bound, otherwise at least 1
   */
  static Automaton repeated(Automaton one, int least, int max) {
    int states = one.getNumStates();
    int copies = max < 0 ? Math.max(1, least) : max;
    Automaton.Builder builder = new Automaton.Builder();
    builder.createState(); // of its own: that of the first copy may be come back to
    for (int i = 0; i < copies * states; i++) {
      builder.createState();
    }
    builder.setAccept(0, least == 0);
    addTransitions(builder, one, 0, 0, 1);
    for (int copy = 0; copy < copies; copy++) {
      int base = 1 + copy * states;
      boolean last = copy == copies - 1;
      for (int state = 0; state < states; state++) {
        addTransitions(builder, one, state, base + state, base);
        if (one.isAccept(state)) {
          builder.setAccept(base + state, copy + 1 >= least);
          if (!last || max < 0) {
            addTransitions(builder, one, 0, base + state, last ? base : base + states);
          }
        }
      }
    }
    return builder.finish();
  }

  /** The transitions of a state, for one whose copy begins at {@code base}. */
  private static void addTransitions(
      Automaton.Builder builder, Automaton one, int state, int from, int base) {
    Transition transition = new Transition();
    int count = one.initTransition(state, transition);
    for (int i = 0; i < count; i++) {
      one.getNextTransition(transition);
      builder.addTransition(from, base + transition.dest, transition.min, transition.max);
    }
  }

  /** The same words but the empty one. */
  static Automaton nonEmpty(Automaton automaton) {
    Automaton.Builder builder = new Automaton.Builder();
    int start = builder.createState();
    builder.copy(automaton);
    addTransitions(builder, automaton, 0, start, 1);
    return builder.finish();
  }

  private static long accepting(Automaton automaton) {
    long count = 0;
    for (int state = 0; state < automaton.getNumStates(); state++) {
      count += automaton.isAccept(state) ? 1 : 0;
    }
    return count;
  }
}
