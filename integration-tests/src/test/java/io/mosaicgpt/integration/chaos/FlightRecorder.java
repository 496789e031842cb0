package io.mosaicgpt.integration.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.integration.agent.CounterFile;
import io.mosaicgpt.integration.agent.CounterReporter;
import io.mosaicgpt.integration.process.SubmittedJob;
import io.mosaicgpt.operators.metrics.OperatorMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks at all TaskManagers' counters and at the job's checkpoints all the time, since those who
 * die cannot be asked any more. Thread-safe.
 */
final class FlightRecorder implements AutoCloseable {
  private static final int PERIOD_MILLIS = 25;
  private static final String GENERATED = key(OperatorMetrics.GENERATION_TOKENS);

  private final Supplier<List<Path>> files;
  private final Map<Path, CounterFile> counters = new HashMap<>();
  private final Map<String, CounterHistory> histories = new HashMap<>();
  private final CheckpointLog checkpoints = new CheckpointLog();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private SubmittedJob job;
  private Throwable failure;

  private FlightRecorder(Supplier<List<Path>> files) {
    this.files = files;
  }

  /**
   * Begins to record.
   *
   * @param files the counter files of all TaskManagers that ever were
   */
  static FlightRecorder start(Supplier<List<Path>> files) {
    FlightRecorder recorder = new FlightRecorder(files);
    var unused =
        recorder.timer.scheduleWithFixedDelay(
            recorder::run, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return recorder;
  }

  private static String key(String counter) {
    return counter + CounterReporter.SEPARATOR;
  }

  /** Looks at this job from now on. */
  synchronized void follow(SubmittedJob submitted) {
    job = submitted;
  }

  private void run() {
    try {
      look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It is being closed.
    } catch (IOException | RuntimeException e) {
      synchronized (this) {
        failure = e;
      }
    }
  }

  private void look() throws IOException, InterruptedException {
    SubmittedJob followed;
    synchronized (this) {
      readCounters();
      followed = job;
    }
    if (followed != null) {
      Optional<JsonNode> page = followed.checkpoints();
      synchronized (this) {
        page.ifPresent(checkpoints::read);
      }
    }
  }

  private void readCounters() throws IOException {
    for (Path file : files.get()) {
      if (!counters.containsKey(file) && CounterFile.isThere(file)) {
        counters.put(file, CounterFile.open(file));
      }
    }
    long now = System.currentTimeMillis();
    for (Map.Entry<Path, CounterFile> file : counters.entrySet()) {
      for (Map.Entry<String, Long> counter : file.getValue().read().entrySet()) {
        histories
            .computeIfAbsent(counter.getKey(), name -> new CounterHistory(now))
            .note(now, counter.getValue());
      }
    }
  }

  /** Tokens that all attempts of all jobs have generated. */
  synchronized long generated() {
    return sum(OperatorMetrics.GENERATION_TOKENS);
  }

  /** Tokens that restored requests brought along. */
  synchronized long resumed() {
    return sum(OperatorMetrics.RESUMED_TOKENS);
  }

  /** Tokens of restored requests that were thrown away. */
  synchronized long dropped() {
    return sum(OperatorMetrics.REGENERATED_TOKENS);
  }

  private long sum(String counter) {
    requireHealthy();
    return histories.entrySet().stream()
        .filter(history -> history.getKey().startsWith(key(counter)))
        .mapToLong(history -> history.getValue().last())
        .sum();
  }

  /** Whether a checkpoint that began at a time or later is complete. */
  synchronized boolean hasCheckpointSince(long millis) {
    requireHealthy();
    return checkpoints.hasCompletedOneSince(millis);
  }

  /** How often tasks were restored since a time. */
  synchronized int restoresSince(long millis) {
    return checkpoints.restoresSince(millis);
  }

  /**
   * The most tokens that restores since a time may have cost: of each attempt that another one took
   * the place of, those that it generated after the checkpoint began from which that one started. A
   * machine that was silent goes on for a moment when its tasks have long been taken over.
   */
  synchronized long atRiskSince(long millis) {
    return histories.entrySet().stream()
        .filter(history -> history.getKey().startsWith(GENERATED))
        .filter(history -> history.getValue().lastChangeMillis() >= millis)
        .mapToLong(history -> atRisk(Attempt.ofCounter(history.getKey()), history.getValue()))
        .sum();
  }

  private long atRisk(Attempt attempt, CounterHistory history) {
    OptionalLong replaced =
        histories.entrySet().stream()
            .filter(later -> later.getKey().startsWith(GENERATED))
            .filter(later -> attempt.isReplacedBy(Attempt.ofCounter(later.getKey())))
            .mapToLong(later -> later.getValue().bornMillis())
            .filter(born -> born > history.bornMillis())
            .min();
    return replaced.isEmpty() ? 0 : history.since(checkpoints.restoredFrom(replaced.getAsLong()));
  }

  private void requireHealthy() {
    if (failure != null) {
      throw new AssertionError("The recorder failed", failure);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
