package io.mosaicgpt.jobs.demo;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.job.Topics;
import io.mosaicgpt.jobs.terminal.LiveScreen;
import io.mosaicgpt.jobs.terminal.TextLine;
import io.mosaicgpt.jobs.watch.JobObserver;
import io.mosaicgpt.jobs.watch.Observation;

/** Shows the demo in a terminal: a row for every result, below them what it comes to so far. */
public final class DemoScreen implements JobObserver {
  private static final String INDENT = "  ";

  private final LiveScreen screen;
  private final Topics topics;
  private final DemoTexts texts;
  private final Rows rows;

  /** Shows nothing yet. */
  public DemoScreen(LiveScreen screen, Topics topics, DemoTexts texts) {
    this.screen = requireNonNull(screen, "screen is null");
    this.topics = requireNonNull(topics, "topics is null");
    this.texts = requireNonNull(texts, "texts is null");
    this.rows = new Rows(texts, screen.columns());
  }

  /** Says what follows. */
  public void begin() {
    int messages = texts.messages().size();
    screen.line(
        "Sending %d customers' messages (%d intents), %d questions and one poison event to %s."
            .formatted(
                messages, texts.intents().size(), texts.all().size() - messages, topics.input()));
    screen.line(
        "What the job commits, %s where the intent is not the true one:".formatted(Rows.WRONG));
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
    }
  }

  /** Shows what it comes to so far. */
  void show(Summary summary) {
    screen.status(summary.status());
  }

  /** Ends with what it all comes to. */
  public void end(Summary summary) {
    screen.close();
    screen.line("");
    summary.lines().forEach(screen::line);
  }
}
