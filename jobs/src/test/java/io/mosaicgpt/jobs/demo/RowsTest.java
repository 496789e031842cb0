package io.mosaicgpt.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Timings;
import io.mosaicgpt.schemas.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
  private static final DemoTexts TEXTS =
      new DemoTexts(
          List.of(
              new DemoText("m", "Where is my card?", Optional.of("card arrival")),
              new DemoText("long", "x ".repeat(200), Optional.of("change pin")),
              new DemoText("q", "Why?", Optional.empty())),
          List.of("card arrival", "change pin"));

  private static Completion.Builder completion(String id) {
    return Completion.newBuilder()
        .setRequestId(id)
        .setModel("m")
        .setFinishReason(FinishReason.stop)
        .setUsage(new Usage(10, 24))
        .setTimings(new Timings(1.0, 2.0, 34.6))
        .setProducedAt(Instant.EPOCH);
  }

  private static Completion labelled(String id, String label) {
    return completion(id)
        .setLabel(label)
        .setLabelScores(Map.of(label, 0.75, "another", 0.25))
        .build();
  }

  @Test
  void aMessageIsShownWithItsIntent() {
    assertThat(new Rows(TEXTS, 60).of(labelled("m", "card arrival")))
        .isEqualTo("  Where is my card?            35   75 %    card arrival");
  }

  @Test
  void anIntentThatIsNotTheTrueOneIsMarked() {
    assertThat(new Rows(TEXTS, 60).of(labelled("m", "change pin")))
        .isEqualTo("  Where is my card?            35   75 %  \u2717 change pin");
  }

  @Test
  void aMessageThatGotNoIntentIsMarkedWithTheReason() {
    assertThat(
            new Rows(TEXTS, 60).of(completion("m").setFinishReason(FinishReason.timeout).build()))
        .isEqualTo("  Where is my card?            35         \u2717 (timeout)");
  }

  @Test
  void aQuestionIsShownWithItsAnswer() {
    assertThat(new Rows(TEXTS, 60).of(completion("q").setOutputText("Because.").build()))
        .isEqualTo("  Why?                         35           Because.");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 41, 80, 120, 200})
  void aRowIsOneHarmlessLineWithinTheWidth(int columns) {
    Rows rows = new Rows(TEXTS, columns);

    String row =
        rows.of(completion("long").setOutputText("a\u001b[2J\nb " + "x".repeat(200)).build());

    assertThat(row)
        .hasSizeLessThanOrEqualTo(columns)
        .endsWith("\u2026")
        .doesNotContain("\u001b", "\n");
    assertThat(rows.header()).hasSizeLessThanOrEqualTo(columns);
  }

  @Test
  void columnsLineUpWithTheHeader() {
    Rows rows = new Rows(TEXTS, 100);

    assertThat(rows.of(completion("q").setOutputText("TEXT").build()).indexOf("TEXT"))
        .isEqualTo(rows.header().indexOf("intent"));
  }

  @Test
  void aDeadLetterTellsItsWayAndItsReason() {
    DeadLetter.Builder letter =
        DeadLetter.newBuilder()
            .setCode("unreadable_event")
            .setMessage("No encoding begins like this.")
            .setSourceTopic("in")
            .setSourcePartition(0)
            .setSourceOffset(25L)
            .setFailedAt(Instant.EPOCH);
    Rows rows = new Rows(TEXTS, 120);

    assertThat(rows.of(letter.build(), "dlq"))
        .containsExactly(
            "  dead letter: unreadable_event, in offset 25 -> dlq",
            "    No encoding begins like this.");
    assertThat(rows.of(letter.setRequestId("m").build(), "dlq").get(0))
        .isEqualTo("  dead letter: unreadable_event of m, in offset 25 -> dlq");
  }
}
