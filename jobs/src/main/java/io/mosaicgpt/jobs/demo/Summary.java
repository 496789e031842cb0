package io.mosaicgpt.jobs.demo;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.watch.Observation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the demo comes to: in = out + dead letters.
 *
 * @param figures the last ones
 * @param repeats completions that had come before
 * @param tokens tokens of all completions
 * @param duration from the first event on
 */
public record Summary(Observation.Figures figures, int repeats, long tokens, Duration duration) {
  public Summary {
    requireNonNull(figures, "figures is null");
    requireNonNull(duration, "duration is null");
  }

  /** Whether every event came out once. */
  public boolean isExact() {
    return figures.sent() == figures.answered() && repeats == 0;
  }

  /** The demo's last lines. */
  List<String> lines() {
    return List.of(
        "%d events in = %d completions + %s out: %s"
            .formatted(
                figures.sent(),
                figures.completions(),
                figures.deadLetters() == 1
                    ? "1 dead letter"
                    : figures.deadLetters() + " dead letters",
                isExact()
                    ? "every event once."
                    : "NOT every event once (%d repeats).".formatted(repeats)),
        String.format(
            Locale.ROOT,
            "%d tokens in %.1f s, %d checkpoints, exactly-once delivery.",
            tokens,
            duration.toNanos() / 1e9,
            figures.checkpoints()));
  }
}
