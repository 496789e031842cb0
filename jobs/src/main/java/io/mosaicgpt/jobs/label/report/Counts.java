package io.mosaicgpt.jobs.label.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each of some names came; those beyond a number of them count together. */
final class Counts {
  private static final int MOST_NAMES = 1_000;

  private final Map<String, Long> counts = new HashMap<>();
  private long others;

  /**
   * A name and how often it came.
   *
   * @param rows with it
   */
  record Count(String name, long rows) {}

  void add(String name) {
    if (counts.size() < MOST_NAMES || counts.containsKey(name)) {
      counts.merge(name, 1L, Long::sum);
    } else {
      others++;
    }
  }

  boolean has(String name) {
    return counts.containsKey(name);
  }

  /** The most frequent first, equally frequent ones by name. */
  List<Count> list() {
    return counts.entrySet().stream()
        .map(entry -> new Count(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Count::rows).reversed().thenComparing(Count::name))
        .toList();
  }

  /** How often another name came than those of the list. */
  long others() {
    return others;
  }
}
