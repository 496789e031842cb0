package io.mosaicgpt.integration.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;

/**
 * Keeps the generate operator's counters in a {@link CounterFile}, each attempt of a task by
 * itself. A kill costs what was counted in the last {@value #PERIOD_MILLIS} milliseconds.
 */
public final class CounterReporter implements MetricReporter, Runnable {
  /** System property that names the file. */
  public static final String FILE = "chaos.counters";

  /** Between the metric's name and the attempt's id in a counter's name. */
  public static final char SEPARATOR = '@';

  private static final Set<String> REPORTED =
      Set.of("generationTokens", "resumedTokens", "regeneratedTokens");

  private static final String ATTEMPT = "<task_attempt_id>";
  private static final int PERIOD_MILLIS = 10;

  private final Map<Counter, Integer> slots = new HashMap<>();
  private CounterFile file;

  @Override
  public void open(MetricConfig config) {
    try {
      file = CounterFile.create(Path.of(System.getProperty(FILE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this, "chaos-counters");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      while (true) {
        writeAll();
        Thread.sleep(PERIOD_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void writeAll() {
    slots.forEach((counter, slot) -> file.set(slot, counter.getCount()));
  }

  @Override
  public synchronized void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    if (metric instanceof Counter counter && REPORTED.contains(name)) {
      slots.put(counter, file.add(name + SEPARATOR + group.getAllVariables().get(ATTEMPT)));
    }
  }

  @Override
  public synchronized void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    if (metric instanceof Counter counter && slots.containsKey(counter)) {
      file.set(slots.remove(counter), counter.getCount());
    }
  }

  @Override
  public synchronized void close() {
    writeAll();
  }
}
