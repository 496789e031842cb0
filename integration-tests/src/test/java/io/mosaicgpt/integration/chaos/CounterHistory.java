package io.mosaicgpt.integration.chaos;

import java.util.Map;
import java.util.TreeMap;

/** How one counter of one attempt of a task grew. Times are those of this machine's clock. */
final class CounterHistory {
  private final long bornMillis;
  private final TreeMap<Long, Long> changes = new TreeMap<>();

  /** A counter that was first seen at a time. */
  CounterHistory(long bornMillis) {
    this.bornMillis = bornMillis;
  }

  /** When it was first seen. */
  long bornMillis() {
    return bornMillis;
  }

  /** Notes what the counter says at a time, if that is new. */
  void note(long atMillis, long value) {
    if (value != last()) {
      changes.put(atMillis, value);
    }
  }

  /** Its newest value. */
  long last() {
    return changes.isEmpty() ? 0 : changes.lastEntry().getValue();
  }

  /** When it was seen to change last. */
  long lastChangeMillis() {
    return changes.isEmpty() ? bornMillis : changes.lastKey();
  }

  /** What it grew by since a time. */
  long since(long millis) {
    Map.Entry<Long, Long> before = changes.floorEntry(millis);
    return last() - (before == null ? 0 : before.getValue());
  }
}
