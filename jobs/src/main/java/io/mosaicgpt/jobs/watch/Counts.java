package io.mosaicgpt.jobs.watch;

/** Keeps count of observations. */
final class Counts {
  private long sent;
  private long completions;
  private long deadLetters;

  void add(Observation observation) {
    if (observation instanceof Observation.EventSent) {
      sent++;
    } else if (observation instanceof Observation.CompletionCommitted) {
      completions++;
    } else if (observation instanceof Observation.DeadLetterCommitted) {
      deadLetters++;
    }
  }

  /** What has been counted by now. */
  Observation.Figures figures(long checkpoints) {
    return new Observation.Figures(sent, completions, deadLetters, checkpoints);
  }
}
