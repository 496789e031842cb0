package io.mosaicgpt.jobs.demo;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.job.Topics;
import io.mosaicgpt.jobs.terminal.LiveScreen;
import io.mosaicgpt.jobs.terminal.TextLine;
import io.mosaicgpt.jobs.watch.JobObserver;
import io.mosaicgpt.jobs.watch.Observation;
import java.util.Locale;

/** Shows the demo in a terminal: a row for every result, below them the figures. */
public final class DemoScreen implements JobObserver {
  private static final String INDENT = "  ";

  private final LiveScreen screen;
  private final Topics topics;
  private final int eventCount;
  private final Rows rows;

  /**
   * Shows nothing yet.
   *
   * @param eventCount how many events will be sent
   */
  public DemoScreen(LiveScreen screen, Topics topics, int eventCount) {
    this.screen = requireNonNull(screen, "screen is null");
    this.topics = requireNonNull(topics, "topics is null");
    this.eventCount = eventCount;
    this.rows = new Rows(screen.columns());
  }

  /** Says what follows. */
  public void begin() {
    screen.line(
        "Sending %d instructions and one poison event to %s; what the job commits:"
            .formatted(eventCount - 1, topics.input()));
    screen.line("");
    screen.line(rows.header());
  }

  @Override
  public void observe(Observation observation) {
    if (observation instanceof Observation.CompletionCommitted committed) {
      screen.line(rows.of(committed.completion()));
    } else if (observation instanceof Observation.DeadLetterCommitted committed) {
      rows.of(committed.letter(), topics.deadLetters()).forEach(screen::line);
    } else if (observation instanceof Observation.StateChanged changed) {
      screen.line(INDENT + TextLine.of(changed.sentence(), screen.columns() - INDENT.length()));
    } else if (observation instanceof Observation.Figures figures) {
      screen.status(status(figures));
    }
  }

  private String status(Observation.Figures figures) {
    return String.format(
        Locale.ROOT,
        "  %.0f tokens/s | %d in flight | %d of %d sent | %d completions, %d dead letters"
            + " | %d checkpoints",
        figures.tokensPerSecond(),
        figures.inFlight(),
        figures.sent(),
        eventCount,
        figures.completions(),
        figures.deadLetters(),
        figures.checkpoints());
  }

  /** Ends with what it all comes to. */
  public void end(Summary summary) {
    screen.close();
    screen.line("");
    summary.lines().forEach(screen::line);
  }
}
