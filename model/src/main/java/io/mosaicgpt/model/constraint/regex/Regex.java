package io.mosaicgpt.model.constraint.regex;

import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.language.Budget;
import io.mosaicgpt.model.constraint.language.CodePoints;
import io.mosaicgpt.model.constraint.language.Languages;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.Transition;

/**
 * A regular expression's language. Ends of the text are marked by halves of a surrogate pair, which
 * are no characters, so that {@code ^} and {@code $} are ordinary labels until the whole is put
 * together, and then are taken out.
 */
public final class Regex {
  static final int BEGIN = 0xD800;
  static final int END = 0xD801;

  private Regex() {}

  /**
   * Texts that match as a whole.
   *
   * @throws FormException when the expression is malformed, not regular, or too large
   */
  public static Automaton whole(String regex, Budget budget, String keyword, String place) {
    RegexParser parser = new RegexParser(regex, budget, keyword, place);
    Automaton automaton = parser.parse();
    Languages languages = new Languages(budget, keyword, place);
    if (!parser.hasAnchors()) {
      return languages.settle(automaton);
    }
    return unmarked(languages, Operations.concatenate(List.of(many(BEGIN), automaton, many(END))));
  }

  /**
   * Texts that match somewhere, as the keyword {@code pattern} has it.
   *
   * @throws FormException when the expression is malformed, not regular, or too large
   */
  public static Automaton somewhere(String regex, Budget budget, String keyword, String place) {
    RegexParser parser = new RegexParser(regex, budget, keyword, place);
    Automaton automaton = parser.parse();
    Languages languages = new Languages(budget, keyword, place);
    Automaton all = CodePoints.ALL.many();
    if (!parser.hasAnchors()) {
      return languages.settle(Operations.concatenate(List.of(all, automaton, all)));
    }
    Automaton before = Operations.concatenate(many(BEGIN), all);
    Automaton behind = Operations.concatenate(all, many(END));
    return unmarked(languages, Operations.concatenate(List.of(before, automaton, behind)));
  }

  private static Automaton many(int label) {
    return Operations.repeat(Automata.makeChar(label));
  }

  /** Keeps the words whose marks stand at their ends, and takes the marks out. */
  private static Automaton unmarked(Languages languages, Automaton marked) {
    Automaton wellMarked =
        Operations.concatenate(List.of(many(BEGIN), CodePoints.ALL.many(), many(END)));
    Automaton kept =
        Operations.removeDeadStates(Operations.intersection(marked, languages.settle(wellMarked)));
    int states = kept.getNumStates();
    if (states == 0) {
      return Automata.makeEmpty();
    }
    Automaton.Builder builder = new Automaton.Builder();
    for (int state = 0; state < states; state++) {
      builder.createState();
    }
    Transition transition = new Transition();
    for (int state = 0; state < states; state++) {
      List<Integer> closure = new ArrayList<>(List.of(state));
      boolean[] seen = new boolean[states];
      seen[state] = true;
      boolean accept = false;
      for (int i = 0; i < closure.size(); i++) {
        int from = closure.get(i);
        accept |= kept.isAccept(from);
        int transitions = kept.initTransition(from, transition);
        for (int t = 0; t < transitions; t++) {
          kept.getNextTransition(transition);
          if (transition.min != BEGIN && transition.min != END) {
            builder.addTransition(state, transition.dest, transition.min, transition.max);
          } else if (!seen[transition.dest]) {
            seen[transition.dest] = true;
            closure.add(transition.dest);
          }
        }
      }
      builder.setAccept(state, accept);
    }
    return languages.settle(builder.finish());
  }
}
