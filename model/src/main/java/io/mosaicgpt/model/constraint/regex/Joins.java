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

  /** The same words but the empty one. */
  static Automaton nonEmpty(Automaton automaton) {
    Automaton.Builder builder = new Automaton.Builder();
    int start = builder.createState();
    builder.copy(automaton);
    Transition transition = new Transition();
    int count = automaton.initTransition(0, transition);
    for (int i = 0; i < count; i++) {
      automaton.getNextTransition(transition);
      builder.addTransition(start, 1 + transition.dest, transition.min, transition.max);
    }
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
