package io.mosaicgpt.model.constraint.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.util.automaton.Automaton;

/**
 * A set of characters. Halves of surrogate pairs are no characters: they occur in no set, and so
 * are free to mark places in a text. Immutable.
 */
public final class CodePoints {
  /** Every character. */
  public static final CodePoints ALL = raw(0, 0xD7FF, 0xE000, Character.MAX_CODE_POINT);

  private final int[] bounds;

  private CodePoints(int[] bounds) {
    this.bounds = bounds;
  }

  /** The characters of ranges, given as first, last, first, last... */
  public static CodePoints of(int... bounds) {
    return raw(bounds).and(ALL);
  }

  /** The characters that have a property. */
  public static CodePoints where(java.util.function.IntPredicate property) {
    List<int[]> ranges = new ArrayList<>();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (property.test(point)) {
        if (!ranges.isEmpty() && ranges.get(ranges.size() - 1)[1] == point - 1) {
          ranges.get(ranges.size() - 1)[1] = point;
        } else {
          ranges.add(new int[] {point, point});
        }
      }
    }
    return merged(ranges).and(ALL);
  }

  /** These or those. */
  public CodePoints or(CodePoints other) {
    List<int[]> ranges = new ArrayList<>(ranges());
    ranges.addAll(other.ranges());
    return merged(ranges);
  }

  /** Those that are in both. */
  public CodePoints and(CodePoints other) {
    List<int[]> ranges = new ArrayList<>();
    for (int[] a : ranges()) {
      for (int[] b : other.ranges()) {
        if (Math.max(a[0], b[0]) <= Math.min(a[1], b[1])) {
          ranges.add(new int[] {Math.max(a[0], b[0]), Math.min(a[1], b[1])});
        }
      }
    }
    return merged(ranges);
  }

  /** All others. */
  public CodePoints not() {
    List<int[]> ranges = new ArrayList<>();
    int from = 0;
    for (int[] range : ranges()) {
      if (from < range[0]) {
        ranges.add(new int[] {from, range[0] - 1});
      }
      from = range[1] + 1;
    }
    if (from <= Character.MAX_CODE_POINT) {
      ranges.add(new int[] {from, Character.MAX_CODE_POINT});
    }
    return merged(ranges).and(ALL);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return bounds.length == 0;
  }

  /** The words of one of these characters. */
  public Automaton one() {
    Automaton automaton = new Automaton();
    int from = automaton.createState();
    int to = automaton.createState();
    automaton.setAccept(to, true);
    for (int[] range : ranges()) {
      automaton.addTransition(from, to, range[0], range[1]);
    }
    automaton.finishState();
    return automaton;
  }

  /** The words of any number of these characters. */
  public Automaton many() {
    Automaton automaton = new Automaton();
    int state = automaton.createState();
    automaton.setAccept(state, true);
    for (int[] range : ranges()) {
      automaton.addTransition(state, state, range[0], range[1]);
    }
    automaton.finishState();
    return automaton;
  }

  private List<int[]> ranges() {
    List<int[]> ranges = new ArrayList<>(bounds.length / 2);
    for (int i = 0; i < bounds.length; i += 2) {
      ranges.add(new int[] {bounds[i], bounds[i + 1]});
    }
    return ranges;
  }

  private static CodePoints raw(int... bounds) {
    List<int[]> ranges = new ArrayList<>(bounds.length / 2);
    for (int i = 0; i < bounds.length; i += 2) {
      ranges.add(new int[] {bounds[i], bounds[i + 1]});
    }
    return merged(ranges);
  }

  private static CodePoints merged(List<int[]> ranges) {
    ranges.sort(Comparator.comparingInt(range -> range[0]));
    int[] bounds = new int[2 * ranges.size()];
    int size = 0;
    for (int[] range : ranges) {
      if (size > 0 && range[0] <= bounds[size - 1] + 1) {
        bounds[size - 1] = Math.max(bounds[size - 1], range[1]);
      } else {
        bounds[size++] = range[0];
        bounds[size++] = range[1];
      }
    }
    return new CodePoints(Arrays.copyOf(bounds, size));
  }
}
