package io.mosaicgpt.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.job.Topics;
import io.mosaicgpt.jobs.terminal.LiveScreen;
import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.jobs.watch.Observation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoScreenTest {
  private static final Topics TOPICS = new Topics("in", "out", "dlq", Optional.empty());
  private static final DemoTexts TEXTS =
      new DemoTexts(
          List.of(
              new DemoText("m", "Where is my card?", Optional.of("card arrival")),
              new DemoText("q1", "Why?", Optional.empty()),
              new DemoText("q2", "How?", Optional.empty())),
          List.of("card arrival", "change pin"));
  private static final Summary SUMMARY =
      new Summary(new Observation.Figures(3, 2, 0, 1), 4, 0, 1, 1, 70, Duration.ofSeconds(2));

  private final StringWriter written = new StringWriter();

  private DemoScreen screen(boolean terminal) {
    return new DemoScreen(
        new LiveScreen(new PrintWriter(written), new Terminal(terminal, terminal, 120)),
        TOPICS,
        TEXTS);
  }

  @Test
  void whatItComesToSoFarIsTheLineThatStays() {
    screen(true).show(SUMMARY);

    assertThat(written.toString()).endsWith(SUMMARY.status());
  }

  @Test
  void withoutATerminalOnlyWhatStaysForGoodIsPrinted() {
    DemoScreen screen = screen(false);
    screen.begin();
    screen.observe(new Observation.EventSent(0, 0));
    screen.show(SUMMARY);
    screen.observe(new Observation.StateChanged("The job is RUNNING\nagain."));
    screen.end(SUMMARY);

    assertThat(written.toString().lines())
        .containsExactly(
            "Sending 1 customers' messages (2 intents), 2 questions and one poison event to in.",
            "What the job commits, \u2717 where the intent is not the true one:",
            "",
            new Rows(TEXTS, 120).header(),
            "  The job is RUNNING again.",
            "",
            SUMMARY.lines().get(0),
            SUMMARY.lines().get(1),
            SUMMARY.lines().get(2));
  }
}
