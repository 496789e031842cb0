package io.mosaicgpt.model.constraint.language;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;

/**
 * From characters to the bytes of their UTF-8. Lucene's own {@code UTF32ToUTF8} also accepts
 * spellings that are longer than need be, which no index has but a model's tokens can make.
 *
 * <p>A range of characters is split where it crosses a length or where a byte's range would depend
 * on the byte before (as Rust's {@code utf8-ranges} does).
 */
final class Utf8 {
  private static final int[] LAST_OF_LENGTH = {0x7F, 0x7FF, 0xFFFF};
  private static final int CONTINUATION_BITS = 6;

  /** Ranges of bytes that lead from a state to another. */
  private record Tail(List<Integer> bounds, int to) {}

  private final Automaton.Builder builder = new Automaton.Builder();
  private final Map<Tail, Integer> tails = new HashMap<>();

  private Utf8() {}

  /** The same words, as bytes; of characters alone, without halves of surrogate pairs. */
  static Automaton of(Automaton characters) {
    Utf8 utf8 = new Utf8();
    for (int state = 0; state < characters.getNumStates(); state++) {
      utf8.builder.createState();
      utf8.builder.setAccept(state, characters.isAccept(state));
    }
    Transition transition = new Transition();
    for (int state = 0; state < characters.getNumStates(); state++) {
      int transitions = characters.initTransition(state, transition);
      for (int i = 0; i < transitions; i++) {
        characters.getNextTransition(transition);
        utf8.add(state, transition.dest, transition.min, transition.max);
      }
    }
    return utf8.builder.finish();
  }

  private void add(int from, int to, int first, int last) {
    for (int end : LAST_OF_LENGTH) {
      if (first <= end && end < last) {
        add(from, to, first, end);
        add(from, to, end + 1, last);
        return;
      }
    }
    for (int bits = CONTINUATION_BITS; last > 0x7F && bits <= 3 * CONTINUATION_BITS; bits += 6) {
      int mask = (1 << bits) - 1;
      if ((first & ~mask) != (last & ~mask)) {
        if ((first & mask) != 0) {
          add(from, to, first, first | mask);
          add(from, to, (first | mask) + 1, last);
          return;
        }
        if ((last & mask) != mask) {
          add(from, to, first, (last & ~mask) - 1);
          add(from, to, last & ~mask, last);
          return;
        }
      }
    }
    addBytes(from, to, bytes(first), bytes(last));
  }

  private void addBytes(int from, int to, byte[] first, byte[] last) {
    int state = to;
    List<Integer> bounds = List.of();
    for (int i = first.length - 1; i > 0; i--) {
      bounds = with(bounds, first[i] & 0xFF, last[i] & 0xFF);
      int next = state;
      int low = first[i] & 0xFF;
      int high = last[i] & 0xFF;
      state =
          tails.computeIfAbsent(
              new Tail(bounds, to),
              tail -> {
                int made = builder.createState();
                builder.addTransition(made, next, low, high);
                return made;
              });
    }
    builder.addTransition(from, state, first[0] & 0xFF, last[0] & 0xFF);
  }

  private static List<Integer> with(List<Integer> bounds, int low, int high) {
    Integer[] more = new Integer[bounds.size() + 2];
    more[0] = low;
    more[1] = high;
    for (int i = 0; i < bounds.size(); i++) {
      more[i + 2] = bounds.get(i);
    }
    return List.of(more);
  }

  private static byte[] bytes(int character) {
    return Character.toString(character).getBytes(StandardCharsets.UTF_8);
  }
}
