package io.mosaicgpt.jobs.watch;

/** Keeps count of observations. */
final class Counts {
  private final TokenRate rate = new TokenRate();
  private long sent;
  private long completions;
  private long deadLetters;
  private long tokens;

  void add(Observation observation) {
    if (observation instanceof Observation.EventSent) {
      sent++;
    } else if (observation instanceof Observation.CompletionCommitted) {
      completions++;
    } else if (observation instanceof Observation.DeadLetterCommitted) {
      deadLetters++;
    } else if (observation instanceof Observation.PieceArrived arrived) {
      tokens += arrived.piece().getTokenIds().size();
    }
  }

  /** What has been counted by now. */
  Observation.Figures figures(long nanos, long checkpoints) {
    return new Observation.Figures(
        sent, completions, deadLetters, rate.at(nanos, tokens), checkpoints);
  }
}
