package io.mosaicgpt.operators.generate;

import io.mosaicgpt.operators.source.CreditGate;
import io.mosaicgpt.operators.state.InFlightGeneration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests of this subtask in order of admission, and the credit that is left. Constraint: a
 * request is in here from the moment its event is taken until its result is out, so that a
 * checkpoint at any moment holds the one or the other.
 *
 * <p>The task's thread only, save {@link #size}.
 */
final class InFlightTable {
  private final int capacity;
  private final CreditGate gate;
  private final Map<Long, InFlight> requests = new LinkedHashMap<>();
  private long nextKey;

  /** For the reporters' threads. */
  private volatile int size;

  /**
   * @param capacity requests to hold; a restore may bring more
   * @param gate the gate of this task's source
   */
  InFlightTable(int capacity, CreditGate gate) {
    this.capacity = capacity;
    this.gate = gate;
  }

  /** A key that no other request of this subtask has had. */
  long nextKey() {
    return nextKey++;
  }

  boolean isFull() {
    return requests.size() >= capacity;
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  int size() {
    return size;
  }

  void add(InFlight request) {
    requests.put(request.key(), request);
    size = requests.size();
  }

  /** Null for a request that is done. */
  InFlight get(long key) {
    return requests.get(key);
  }

  void remove(InFlight request) {
    requests.remove(request.key());
    size = requests.size();
  }

  /**
   * Opens or shuts the source's gate. Not before results are out: the gate wakes the source. The
   * end of the input waits for the last result, so that checkpoints need not wait for it.
   *
   * @param shut whether nothing may come although there is room
   */
  void publishCredit(boolean shut) {
    int credit = capacity - requests.size();
    gate.setLevel(shut ? Math.min(0, credit) : credit);
    gate.holdEnd(!isEmpty());
  }

  List<InFlightGeneration> snapshot() {
    return requests.values().stream().map(InFlight::snapshot).toList();
  }
}
