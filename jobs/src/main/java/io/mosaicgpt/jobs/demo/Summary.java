package io.mosaicgpt.jobs.demo;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.watch.Observation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the demo has come to: in = out + dead letters, and how many labels are right.
 *
 * @param figures the last ones
 * @param expected events that are sent in all
 * @param repeats completions that had come before
 * @param right messages that got their true intent
 * @param labelled messages that came out
 * @param tokens of the prompts that were read and the completions that were generated; labels that
 *     were only compared are not among them
 * @param duration from the first event on
 */
public record Summary(
    Observation.Figures figures,
    int expected,
    int repeats,
    int right,
    int labelled,
    long tokens,
    Duration duration) {
  public Summary {
    requireNonNull(figures, "figures is null");
    requireNonNull(duration, "duration is null");
  }

  /** Whether every event came out once. */
  public boolean isExact() {
    return figures.sent() == figures.answered() && repeats == 0;
  }

  /** The demo's line on its way. */
  String status() {
    return String.format(
        Locale.ROOT,
        "%d of %d right (%.0f %%) | %.1f events/s | %.0f tokens/s | %d of %d sent, %d in flight"
            + " | %s | %d checkpoints",
        right,
        labelled,
        percentRight(),
        perSecond(figures.answered()),
        perSecond(tokens),
        figures.sent(),
        expected,
        figures.inFlight(),
        deadLetters(),
        figures.checkpoints());
  }

  /** The demo's last lines. */
  List<String> lines() {
    return List.of(
        "%d events in = %d completions + %s out: %s"
            .formatted(
                figures.sent(),
                figures.completions(),
                deadLetters(),
                isExact()
                    ? "every event once."
                    : "NOT every event once (%d repeats).".formatted(repeats)),
        String.format(
            Locale.ROOT,
            "%d of %d messages got their true intent: accuracy %.0f %%.",
            right,
            labelled,
            percentRight()),
        String.format(
            Locale.ROOT,
            "%.1f events/s and %.0f tokens/s for %.1f s, %d checkpoints, exactly-once delivery.",
            perSecond(figures.answered()),
            perSecond(tokens),
            seconds(),
            figures.checkpoints()));
  }

  private String deadLetters() {
    return figures.deadLetters() == 1 ? "1 dead letter" : figures.deadLetters() + " dead letters";
  }

  private double percentRight() {
    return labelled == 0 ? 0 : 100.0 * right / labelled;
  }

  private double perSecond(long count) {
    return duration.isZero() ? 0 : count / seconds();
  }

  private double seconds() {
    return duration.toNanos() / 1e9;
  }
}
