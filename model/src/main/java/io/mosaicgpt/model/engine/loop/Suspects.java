package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.generation.Generation;
import io.mosaicgpt.model.scheduler.Segment;
import io.mosaicgpt.model.scheduler.Sequence;
import io.mosaicgpt.model.scheduler.StepPlan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * The requests of a step that failed, until each has been computed by itself: the one that fails
 * again is the one to blame. If none does, the failure stays unexplained, and another one soon
 * after is the engine's. The engine's thread only.
 */
final class Suspects {
  /** Steps that have to succeed after an unexplained failure before there may be another. */
  static final long FORGIVEN_AFTER = 1_000;

  private final Deque<Suspect> untried = new ArrayDeque<>();
  private long stepsSinceUnexplained = FORGIVEN_AFTER;
  private EngineFailure failure;
  private boolean explained;

  /**
   * A request, and how much of it was known to the step that failed.
   *
   * @param end position behind its last token in that step
   */
  record Suspect(Generation generation, int end) {}

  /**
   * Takes note of a step that failed.
   *
   * @param live those whose requests have not ended
   */
  void accuse(StepPlan plan, Map<Sequence, Generation> live, EngineFailure cause) {
    failure = cause;
    explained = false;
    for (Segment segment : plan.segments()) {
      Generation generation = live.get(segment.sequence());
      if (generation != null) {
        untried.add(new Suspect(generation, segment.end()));
      }
    }
  }

  /** Whether nobody is left to be tried. */
  boolean isEmpty() {
    return untried.isEmpty();
  }

  /** The next one, who is then tried. */
  Suspect next() {
    return untried.remove();
  }

  /**
   * Takes note of what came of it.
   *
   * @param guilty whether it failed again
   * @throws EngineFailure the failure of the step, if nobody is to blame for it and there was such
   *     a one not long before
   */
  void tried(boolean guilty) {
    explained |= guilty;
    if (untried.isEmpty() && !explained) {
      if (stepsSinceUnexplained < FORGIVEN_AFTER) {
        throw failure;
      }
      stepsSinceUnexplained = 0;
    }
  }

  /** A request ended, for whatever reason. */
  void forget(Generation generation) {
    untried.removeIf(suspect -> suspect.generation() == generation);
  }

  void stepSucceeded() {
    stepsSinceUnexplained++;
  }
}
