package io.mosaicgpt.jobs.demo;

import io.mosaicgpt.jobs.watch.JobObserver;
import io.mosaicgpt.jobs.watch.Observation;
import io.mosaicgpt.schemas.Completion;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Adds up what went in and what came out, until that is everything. */
final class Tally implements JobObserver {
  private final int expected;
  private final Set<String> answered = new HashSet<>();
  private Observation.Figures figures = new Observation.Figures(0, 0, 0, 0, 0);
  private int repeats;
  private long tokens;

  /** A tally for that many events. */
  Tally(int expected) {
    this.expected = expected;
  }

  @Override
  public void observe(Observation observation) {
    if (observation instanceof Observation.CompletionCommitted committed) {
      add(committed.completion());
    } else if (observation instanceof Observation.Figures latest) {
      figures = latest;
    }
  }

  private void add(Completion completion) {
    tokens += completion.getUsage().getCompletionTokens();
    if (!answered.add(completion.getRequestId())) {
      repeats++;
    }
  }

  /** Whether every event has been sent and has come out somewhere. */
  boolean isComplete() {
    return figures.sent() == expected && figures.answered() >= expected;
  }

  /** What it comes to. */
  Summary summary(Duration duration) {
    return new Summary(figures, repeats, tokens, duration);
  }
}
