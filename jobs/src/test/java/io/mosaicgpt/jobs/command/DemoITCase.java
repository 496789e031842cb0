package io.mosaicgpt.jobs.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.demo.DemoTexts;
import io.mosaicgpt.jobs.terminal.TextLine;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoITCase {
  private static final int ANSWER_COLUMNS = 40; // of 120

  @Test
  void everyEventOfTheDemoComesOutOnce() {
    CommandLineRun run = CommandLineRun.of("demo");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("Kafka broker  127.0.0.1:")
        .contains("Flink         http://")
        .contains("Model         embedded: ")
        .contains("unreadable_event, llm.instructions.v1 offset 55 -> llm.instructions.dlq.v1")
        .contains("111 events in = 110 completions + 1 dead letter out: every event once.")
        .contains(" of 100 messages got their true intent: accuracy ")
        .doesNotContain("\u001b", "\r");
    DemoTexts texts = DemoTexts.load();
    List<String> rows = run.out().lines().filter(line -> line.contains(" %  ")).toList();
    assertThat(rows)
        .hasSize(texts.messages().size())
        .allMatch(row -> shown(texts.intents()).anyMatch(row::endsWith))
        .allMatch(row -> row.length() <= 120);
  }

  /** Intents as the table has them: cut where they are wider than its last column. */
  private static Stream<String> shown(List<String> intents) {
    return intents.stream().map(intent -> TextLine.of(intent, ANSWER_COLUMNS));
  }

  @Test
  void aWebPortInUseIsOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = String.valueOf(taken.getLocalPort());

      CommandLineRun run = CommandLineRun.of("demo", "--web-port", port);

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err())
          .isEqualToIgnoringNewLines(
              "mosaicgpt: Port "
                  + port
                  + " is in use by another program: give another one with --web-port, or auto.");
    }
  }
}
