package io.mosaicgpt.jobs.watch;

import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import org.apache.flink.api.common.JobStatus;

/** Something that was seen of a running job, on its topics or of its state. */
public sealed interface Observation {
  /**
   * An event lies on the input topic.
   *
   * @param partition where it lies
   * @param offset its place there; a dead letter names both
   */
  record EventSent(int partition, long offset) implements Observation {}

  /** A completion was committed. */
  record CompletionCommitted(Completion completion) implements Observation {}

  /** A dead letter was committed. */
  record DeadLetterCommitted(DeadLetter letter) implements Observation {}

  /**
   * The job restarts, or runs again.
   *
   * @param sentence says which, and why it restarts
   */
  record StateChanged(String sentence) implements Observation {}

  /**
   * The job has ended. What it has committed and nobody has seen yet may still follow.
   *
   * @param status how it ended
   */
  record JobEnded(JobStatus status) implements Observation {}

  /**
   * Figures of this moment, at the end of every poll.
   *
   * @param sent events on the input topic
   * @param completions completions committed
   * @param deadLetters dead letters committed
   * @param checkpoints checkpoints completed
   */
  record Figures(long sent, long completions, long deadLetters, long checkpoints)
      implements Observation {
    /** Completions and dead letters together. */
    public long answered() {
      return completions + deadLetters;
    }

    /** Events without an answer yet; one partition may be read ahead of another. */
    public long inFlight() {
      return Math.max(0, sent - answered());
    }
  }
}
