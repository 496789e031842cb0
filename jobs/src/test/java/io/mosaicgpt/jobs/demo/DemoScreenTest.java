package io.mosaicgpt.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.job.Topics;
import io.mosaicgpt.jobs.terminal.LiveScreen;
import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.jobs.watch.Observation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoScreenTest {
  private static final Topics TOPICS = new Topics("in", "out", "dlq", Optional.empty());

  private final StringWriter written = new StringWriter();

  private DemoScreen screen(boolean terminal) {
    return new DemoScreen(
        new LiveScreen(new PrintWriter(written), new Terminal(terminal, terminal, 120)),
        TOPICS,
        51);
  }

  @Test
  void figuresAreTheLineThatStays() {
    screen(true).observe(new Observation.Figures(30, 12, 1, 147.6, 4));

    assertThat(written.toString())
        .endsWith(
            "148 tokens/s | 17 in flight | 30 of 51 sent | 12 completions, 1 dead letters | 4"
                + " checkpoints");
  }

  @Test
  void withoutATerminalOnlyWhatStaysForGoodIsPrinted() {
    DemoScreen screen = screen(false);
    screen.begin();
    screen.observe(new Observation.EventSent(0, 0));
    screen.observe(new Observation.Figures(1, 0, 0, 0, 0));
    screen.observe(new Observation.StateChanged("The job is RUNNING\nagain."));

    assertThat(written.toString().lines())
        .containsExactly(
            "Sending 50 instructions and one poison event to in; what the job commits:",
            "",
            new Rows(120).header(),
            "  The job is RUNNING again.");
  }
}
