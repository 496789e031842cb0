package io.mosaicgpt.model.constraint.language;

import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.leaf.Dfa;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.MinimizationOperations;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;
import org.apache.lucene.util.automaton.Transition;

/**
 * Operations on languages of characters. All are deterministic automata without dead states when
 * they come from here, and each operation is refused where it would take too long.
 *
 * <p>A name and a place go along with each: they are for the refusal.
 */
public final class Languages {
  /** Of Lucene's units of effort: half a second where it is spent in vain. */
  private static final int MOST_WORK = 25_000;

  /** Minimising larger automata takes longer than it saves. */
  private static final int MOST_TO_MINIMIZE = 2_000;

  private static final int MOST_PAIRS = 1_000_000;

  private final Budget budget;
  private final String keyword;
  private final String place;

  /**
   * Operations for one part of a form.
   *
   * @param keyword whose they are
   * @param place of it
   */
  public Languages(Budget budget, String keyword, String place) {
    this.budget = budget;
    this.keyword = keyword;
    this.place = place;
  }

  /** The same language, deterministic. */
  public Automaton settle(Automaton language) {
    budget.checkStates(language.getNumStates(), keyword, place);
    try {
      Automaton live = Operations.removeDeadStates(language);
      Automaton result = Operations.removeDeadStates(Operations.determinize(live, MOST_WORK));
      if (result.getNumStates() <= MOST_TO_MINIMIZE) {
        result = Operations.removeDeadStates(MinimizationOperations.minimize(result, MOST_WORK));
      }
      budget.check(keyword, place);
      return result;
    } catch (TooComplexToDeterminizeException e) {
      throw Budget.tooLarge(keyword, place);
    }
  }

  /** Words that are in both. */
  public Automaton both(Automaton a, Automaton b) {
    if ((long) a.getNumStates() * b.getNumStates() > MOST_PAIRS) {
      throw Budget.tooLarge(keyword, place);
    }
    return settle(Operations.intersection(a, b));
  }

  /** Words that are in either. */
  public Automaton either(List<Automaton> languages) {
    return settle(Operations.union(languages));
  }

  /** Words of characters that are in the first, a settled one, and not in the other. */
  public Automaton without(Automaton a, Automaton b) {
    return both(a, complement(settle(b)));
  }

  /** Words of characters that are not in a settled language. */
  public Automaton complement(Automaton language) {
    try {
      return settle(
          Operations.intersection(
              CodePoints.ALL.many(), Operations.complement(language, MOST_WORK)));
    } catch (TooComplexToDeterminizeException e) {
      throw Budget.tooLarge(keyword, place);
    }
  }

  /** Whether no word is in both. */
  public boolean disjoint(Automaton a, Automaton b) {
    return Operations.isEmpty(both(a, b));
  }

  /**
   * Words of {@code min} to {@code max} characters, where {@code max} of less than 0 is no bound.
   */
  public Automaton lengths(int min, int max) {
    budget.checkStates(Math.max(min, max), keyword, place);
    Automaton automaton = new Automaton();
    int last = Math.max(min, max);
    for (int i = 0; i <= last; i++) {
      automaton.createState();
      automaton.setAccept(i, i >= min);
    }
    for (int i = 0; i <= last; i++) {
      if (i < last || max < 0) {
        automaton.addTransition(i, Math.min(i + 1, last), 0, 0xD7FF);
        automaton.addTransition(i, Math.min(i + 1, last), 0xE000, Character.MAX_CODE_POINT);
      }
    }
    automaton.finishState();
    return automaton;
  }

  /** The UTF-8 of the words. */
  public Dfa utf8(Automaton language) {
    return table(Utf8.of(withoutSurrogates(language)));
  }

  /** The words as strings of JSON, in quotes, each in its one canonical spelling. */
  public Dfa jsonString(Automaton language) {
    return table(jsonStrings(language));
  }

  /** {@link #jsonString} as an automaton over bytes. */
  public Automaton jsonStrings(Automaton language) {
    Automaton quote = Automata.makeChar('"');
    Automaton spelled = escaped(withoutSurrogates(language));
    return settle(Utf8.of(Operations.concatenate(List.of(quote, spelled, quote))));
  }

  /** The table of words of bytes. */
  public Dfa table(Automaton bytes) {
    Automaton settled = settle(bytes);
    if (Operations.isEmpty(settled)) {
      throw new FormException(
          keyword, place, "No text has the form of %s at %s.".formatted(keyword, named()));
    }
    if ((long) settled.getNumStates() * settled.getStartPoints().length > Dfa.MOST_ENTRIES) {
      throw Budget.tooLarge(keyword, place);
    }
    return Dfa.of(settled);
  }

  private String named() {
    return place.isEmpty() ? "the root" : place;
  }

  private static Automaton withoutSurrogates(Automaton language) {
    return Operations.intersection(language, CodePoints.ALL.many());
  }

  /** Quotes, backslashes and control characters escaped as RFC 8785 has them. */
  private static Automaton escaped(Automaton language) {
    Automaton.Builder builder = new Automaton.Builder();
    for (int state = 0; state < language.getNumStates(); state++) {
      builder.createState();
      builder.setAccept(state, language.isAccept(state));
    }
    Transition transition = new Transition();
    BitSet special = new BitSet();
    special.set(0, 0x20);
    special.set('"');
    special.set('\\');
    for (int state = 0; state < language.getNumStates(); state++) {
      int transitions = language.initTransition(state, transition);
      for (int i = 0; i < transitions; i++) {
        language.getNextTransition(transition);
        int from = transition.min;
        BitSet escapes = new BitSet();
        for (int c = special.nextSetBit(from);
            c >= 0 && c <= transition.max;
            c = special.nextSetBit(c + 1)) {
          if (from < c) {
            builder.addTransition(state, transition.dest, from, c - 1);
          }
          escapes.set(c);
          from = c + 1;
        }
        if (from <= transition.max) {
          builder.addTransition(state, transition.dest, from, transition.max);
        }
        addEscapes(builder, state, transition.dest, escapes);
      }
    }
    return builder.finish();
  }

  /** Ways along the spellings of some characters, which share their beginnings. */
  private static void addEscapes(Automaton.Builder builder, int from, int to, BitSet characters) {
    Map<String, Integer> states = new HashMap<>();
    states.put("", from);
    for (int c = characters.nextSetBit(0); c >= 0; c = characters.nextSetBit(c + 1)) {
      String escape = escape(c);
      for (int i = 1; i <= escape.length(); i++) {
        String before = escape.substring(0, i - 1);
        String prefix = escape.substring(0, i);
        if (i == escape.length()) {
          builder.addTransition(states.get(before), to, escape.charAt(i - 1));
        } else if (!states.containsKey(prefix)) {
          states.put(prefix, builder.createState());
          builder.addTransition(states.get(before), states.get(prefix), escape.charAt(i - 1));
        }
      }
    }
  }

  /** The one spelling of a character that cannot stand for itself in a string of JSON. */
  public static String escape(int character) {
    return switch (character) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "\\u%04x", character);
    };
  }
}
