package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.generation.Generation;
import io.mosaicgpt.model.generation.GenerationRequest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Requests by deadline, so that nobody has to look at all of them. The engine's thread only. */
final class DeadlineQueue {
  private record Entry(long deadlineMillis, long ordinal) {}

  private final NavigableMap<Entry, Generation> generations =
      new TreeMap<>(
          Comparator.comparingLong(Entry::deadlineMillis).thenComparingLong(Entry::ordinal));
  private final Map<Generation, Entry> entries = new HashMap<>();
  private long ordinal;

  void add(Generation generation) {
    long deadline = generation.request().deadlineMillis();
    if (deadline != GenerationRequest.NO_DEADLINE) {
      Entry entry = new Entry(deadline, ordinal++);
      entries.put(generation, entry);
      generations.put(entry, generation);
    }
  }

  void remove(Generation generation) {
    Entry entry = entries.remove(generation);
    if (entry != null) {
      generations.remove(entry);
    }
  }

  /** Takes out one whose deadline has passed, or returns null. */
  Generation pollExpired(long nowMillis) {
    if (generations.isEmpty() || generations.firstKey().deadlineMillis() > nowMillis) {
      return null;
    }
    Generation expired = generations.firstEntry().getValue();
    remove(expired);
    return expired;
  }
}
