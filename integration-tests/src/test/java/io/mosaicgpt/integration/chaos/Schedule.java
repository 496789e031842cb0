package io.mosaicgpt.integration.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The order of faults in a long run. */
final class Schedule {
  private Schedule() {}

  /**
   * Every fault so many times, in an order that follows from the seed. Flink waits the longer
   * before it restarts a job the more often it just had to; so faults after which it counts anew
   * are spread evenly.
   */
  static List<Fault> of(long seed, int times, List<Fault> faults) {
    Random random = new Random(seed);
    List<Fault> order = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      List<Fault> others = shuffled(faults.stream().filter(f -> !f.leavesAFreshJob()), random);
      List<Fault> fresh = shuffled(faults.stream().filter(Fault::leavesAFreshJob), random);
      int placed = 0;
      for (int k = 0; k < others.size(); k++) {
        order.add(others.get(k));
        while (placed < (k + 1) * fresh.size() / others.size()) {
          order.add(fresh.get(placed++));
        }
      }
    }
    return List.copyOf(order);
  }

  private static List<Fault> shuffled(Stream<Fault> faults, Random random) {
    List<Fault> list = new ArrayList<>(faults.toList());
    Collections.shuffle(list, random);
    return list;
  }
}
