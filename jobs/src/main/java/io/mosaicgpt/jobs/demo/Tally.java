package io.mosaicgpt.jobs.demo;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.watch.JobObserver;
import io.mosaicgpt.jobs.watch.Observation;
import io.mosaicgpt.schemas.Completion;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Adds up what went in and what came out, until that is everything. */
final class Tally implements JobObserver {
  private final DemoTexts texts;
  private final int expected;
  private final Set<String> answered = new HashSet<>();
  private Observation.Figures figures = new Observation.Figures(0, 0, 0, 0);
  private int repeats;
  private int labelled;
  private int right;
  private long tokens;

  /**
   * A tally of nothing yet.
   *
   * @param expected how many events are sent, those that are no texts included
   */
  Tally(DemoTexts texts, int expected) {
    this.texts = requireNonNull(texts, "texts is null");
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
    if (!answered.add(completion.getRequestId())) {
      repeats++;
      return;
    }
    tokens += completion.getUsage().getPromptTokens() + completion.getUsage().getCompletionTokens();
    Optional<String> intent = texts.of(completion.getRequestId()).flatMap(DemoText::intent);
    if (intent.isPresent()) {
      labelled++;
      right += intent.get().equals(completion.getLabel()) ? 1 : 0;
    }
  }

  /** Whether every event has been sent and has come out somewhere. */
  boolean isComplete() {
    return figures.sent() == expected && figures.answered() >= expected;
  }

  /**
   * What it comes to.
   *
   * @param duration since the first event
   */
  Summary summary(Duration duration) {
    return new Summary(figures, expected, repeats, right, labelled, tokens, duration);
  }
}
