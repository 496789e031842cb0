package io.mosaicgpt.jobs.label.report;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first of any number of rows, by an order. */
final class FirstRows {
  private final Comparator<KeptRow> order;
  private final PriorityQueue<KeptRow> lastFirst;

  FirstRows(Comparator<KeptRow> order) {
    this.order = order;
    this.lastFirst = new PriorityQueue<>(order.reversed());
  }

  /** Takes a row, and lets the last go where there are more than {@code most}. */
  void add(KeptRow row, int most) {
    lastFirst.add(row);
    shrink(most);
  }

  void shrink(int most) {
    while (lastFirst.size() > most) {
      lastFirst.remove();
    }
  }

  int size() {
    return lastFirst.size();
  }

  /** The rows in their order. */
  List<KeptRow> rows() {
    return lastFirst.stream().sorted(order).toList();
  }
}
