package io.mosaicgpt.operators.generate;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.engine.Turns;
import io.mosaicgpt.operators.state.InFlightGeneration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the request that breaks the engine when restarts do not end. Constraint: while it is on, no
 * request runs before a completed checkpoint holds it with the attempt it is about to make, so no
 * death of the engine goes uncounted, whatever dies with it.
 *
 * <p>Requests are held in cohorts: the first quarter of those with the most attempts runs, all
 * others wait until it is done. When the engine fails meanwhile, only the cohort has one more
 * attempt, and the next cohort is a quarter of it; so the cohort soon is the one to blame. What
 * runs undisturbed is answered. Subtasks of a JVM take turns, whatever job they are of, since its
 * death is that of them all.
 *
 * <p>The task's thread only.
 */
final class Probation {
  private static final Logger LOG = LoggerFactory.getLogger(Probation.class);

  /** Restarts since the last checkpoint from which on they are a loop. */
  private static final int LOOP = 2;

  /** Attempts on record from which on a request is suspect; a few restarts are nobody's fault. */
  private static final int SUSPECT = 3;

  private static final int SHARE = 4;

  private final int taskAttempt;
  private final Consumer<InFlight> engine;

  /** Entered by whoever holds requests: one that waits for its first event keeps nobody. */
  private final Turns.Place place = Turns.ofThisJvm().place();

  private final Set<InFlight> held = new LinkedHashSet<>();
  private final Set<InFlight> cohort = new LinkedHashSet<>();
  private final boolean needed;
  private boolean on;
  private boolean shut;
  private boolean cohortRuns;

  /** The first checkpoint with the cohort's attempts. */
  private long recordedBy;

  /**
   * @param on whether it is needed
   * @param taskAttempt the task's attempt number
   * @param engine takes what may run
   */
  Probation(boolean on, int taskAttempt, Consumer<InFlight> engine) {
    this.needed = on;
    this.on = on;
    this.taskAttempt = taskAttempt;
    this.engine = requireNonNull(engine, "engine is null");
    if (on) {
      LOG.info(
          "The engine may have a request that breaks it: requests wait for a checkpoint before"
              + " they run, and run a few at a time");
    }
  }

  /**
   * Whether a task has reason for it. A first start has none, nor has one from a savepoint.
   *
   * @param saved requests of the checkpoint that {@code record} is of
   */
  static boolean isDue(RestartRecord record, int taskAttempt, List<InFlightGeneration> saved) {
    return taskAttempt > 0
        && (record.probation()
            || record.restartsUntil(taskAttempt) >= LOOP
            || saved.stream().anyMatch(request -> request.attempt() >= SUSPECT));
  }

  /** The request of a checkpoint that was alone with the engine when it failed, too often. */
  static Optional<InFlightGeneration> convicted(
      RestartRecord record, int taskAttempt, List<InFlightGeneration> saved) {
    if (taskAttempt == 0 || !record.probation() || record.cohort() != 1) {
      return Optional.empty();
    }
    // A cohort is chosen among those with the most attempts, and then has one more.
    return saved.stream()
        .max(Comparator.comparingInt(InFlightGeneration::attempt))
        .filter(request -> request.attempt() >= SUSPECT);
  }

  boolean isOn() {
    return on;
  }

  /**
   * Whether new events have to wait outside: from the first cohort until all held are done, here
   * and in the JVM's other subtasks. A new event that breaks the engine would be blamed on whatever
   * cohort runs there.
   */
  boolean isShut() {
    return on ? shut : needed && Turns.ofThisJvm().anybodyUnderWay();
  }

  /** Keeps a request until it may run. */
  void hold(InFlight request) {
    place.enter();
    held.add(request);
  }

  /** A checkpoint is about to be taken: who runs next is part of it. */
  RestartRecord snapshot(long checkpointId) {
    if (on && cohort.isEmpty() && !held.isEmpty() && place.take()) {
      cohort.addAll(next(held));
      held.removeAll(cohort);
      cohort.forEach(InFlight::raiseAttempt);
      shut = true;
      cohortRuns = false;
      recordedBy = checkpointId;
    }
    return new RestartRecord(taskAttempt, on, cohort.size());
  }

  /** The first quarter of those with the most attempts. */
  static List<InFlight> next(Collection<InFlight> held) {
    int most = held.stream().mapToInt(InFlight::attempt).max().orElseThrow();
    List<InFlight> suspects = held.stream().filter(r -> r.attempt() == most).toList();
    return suspects.subList(0, (suspects.size() + SHARE - 1) / SHARE);
  }

  void completed(long checkpointId) {
    if (!cohort.isEmpty() && !cohortRuns && checkpointId >= recordedBy) {
      cohortRuns = true;
      LOG.info("{} requests on probation run, {} wait", cohort.size(), held.size());
      List.copyOf(cohort).forEach(engine);
    }
  }

  /** A request is done. */
  void left(InFlight request) {
    if (cohort.remove(request) && cohort.isEmpty()) {
      place.giveBack();
      if (held.isEmpty()) {
        end();
        LOG.info("All requests on probation are done");
      }
    }
  }

  /** Lets everything run at once, where no checkpoint would come. */
  void lift() {
    if (!on) {
      return;
    }
    end();
    List<InFlight> waiting = new ArrayList<>(held);
    if (!cohortRuns) {
      waiting.addAll(0, cohort);
    }
    held.clear();
    cohort.clear();
    waiting.forEach(engine);
  }

  private void end() {
    on = false;
    close();
  }

  /** The task ends, or has nothing left that is suspect. */
  void close() {
    place.leave();
  }
}
