package io.mosaicgpt.model.replica.threads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How long threads were kept from running because others had the cores, as Linux counts it. Looks
 * at a thread and at those with its name: OpenMP's threads have the name of the one that computes
 * with them. Not thread-safe.
 */
final class RunQueueWaits {
  private static final Path THIS_THREAD = Path.of("/proc/thread-self");

  /** Has a directory for each thread of the process. */
  private final Path tasks;

  private final String name;

  /** Nanoseconds that each of our threads had waited at the last look. */
  private Map<Path, Long> waited = Map.of();

  private final Set<Path> strangers = new HashSet<>();

  private RunQueueWaits(Path tasks, String name) {
    this.tasks = tasks;
    this.name = name;
  }

  /**
   * Those of the calling thread.
   *
   * @throws IOException when the system does not count them
   */
  static RunQueueWaits ofThisThread() throws IOException {
    return of(THIS_THREAD.toRealPath());
  }

  /**
   * Those of a thread.
   *
   * @param task its directory, beside those of the process's other threads
   * @throws IOException when the system does not count them
   */
  static RunQueueWaits of(Path task) throws IOException {
    nanosWaited(task);
    RunQueueWaits waits = new RunQueueWaits(task.getParent(), name(task));
    waits.longest();
    return waits;
  }

  /** The longest time that one of the threads waited since the last call, in nanoseconds. */
  long longest() throws IOException {
    List<Path> all;
    try (Stream<Path> directories = Files.list(tasks)) {
      all = directories.toList();
    }
    strangers.retainAll(Set.copyOf(all)); // Ids are given out again.
    Map<Path, Long> now = new HashMap<>();
    for (Path task : all) {
      if (!strangers.contains(task)) {
        look(task, now);
      }
    }
    long longest = 0;
    for (Map.Entry<Path, Long> task : now.entrySet()) {
      Long before = waited.getOrDefault(task.getKey(), task.getValue());
      longest = Math.max(longest, task.getValue() - before);
    }
    waited = now;
    return longest;
  }

  private void look(Path task, Map<Path, Long> now) {
    try {
      if (waited.containsKey(task) || name(task).equals(name)) {
        now.put(task, nanosWaited(task));
      } else {
        strangers.add(task);
      }
    } catch (IOException e) {
      // It has ended.
    }
  }

  private static String name(Path task) throws IOException {
    return Files.readString(task.resolve("comm"));
  }

  /** Of three numbers: nanoseconds run, nanoseconds waited, number of turns. */
  private static long nanosWaited(Path task) throws IOException {
    String[] numbers = Files.readString(task.resolve("schedstat")).strip().split(" ", -1);
    if (numbers.length < 2) {
      throw new IOException("%s has no times".formatted(task));
    }
    return Long.parseLong(numbers[1]);
  }
}
