package io.mosaicgpt.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.watch.Observation;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final DemoTexts TEXTS =
      new DemoTexts(
          List.of(
              new DemoText("a", "Where is my card?", Optional.of("card arrival")),
              new DemoText("b", "The machine ate it.", Optional.of("card swallowed")),
              new DemoText("q", "Why?", Optional.empty())),
          List.of("card arrival", "card swallowed"));

  private static Observation completion(String id, String label) {
    return new Observation.CompletionCommitted(
        Completion.newBuilder()
            .setRequestId(id)
            .setModel("m")
            .setFinishReason(FinishReason.stop)
            .setUsage(new Usage(20, 5))
            .setLabel(label)
            .setProducedAt(Instant.EPOCH)
            .build());
  }

  private static Observation figures(int sent, int completions, int deadLetters) {
    return new Observation.Figures(sent, completions, deadLetters, 3);
  }

  @Test
  void addsUpWhenEveryEventCameOutOnce() {
    Tally tally = new Tally(TEXTS, 4);
    tally.observe(completion("a", "card arrival"));
    tally.observe(completion("b", "card arrival"));
    tally.observe(completion("q", null));
    tally.observe(figures(4, 3, 0));

    assertThat(tally.isComplete()).isFalse();

    tally.observe(figures(4, 3, 1));

    assertThat(tally.isComplete()).isTrue();
    Summary summary = tally.summary(Duration.ofMillis(2500));
    assertThat(summary.isExact()).isTrue();
    assertThat(summary.lines())
        .containsExactly(
            "4 events in = 3 completions + 1 dead letter out: every event once.",
            "1 of 2 messages got their true intent: accuracy 50 %.",
            "1.6 events/s and 30 tokens/s for 2.5 s, 3 checkpoints, exactly-once delivery.");
  }

  @Test
  void onTheWayThereIsALineOfHowFarItIs() {
    Tally tally = new Tally(TEXTS, 4);
    tally.observe(completion("a", "card arrival"));
    tally.observe(figures(3, 1, 1));

    assertThat(tally.summary(Duration.ofSeconds(2)).status())
        .isEqualTo(
            "1 of 1 right (100 %) | 1.0 events/s | 13 tokens/s | 3 of 4 sent, 1 in flight"
                + " | 1 dead letter | 3 checkpoints");
  }

  @Test
  void beforeAnythingHappenedNothingIsDividedByZero() {
    assertThat(new Tally(TEXTS, 4).summary(Duration.ZERO).status())
        .startsWith("0 of 0 right (0 %) | 0.0 events/s | 0 tokens/s | 0 of 4 sent");
  }

  @Test
  void aCompletionThatCameTwiceIsNotExactAndCountsOnce() {
    Tally tally = new Tally(TEXTS, 2);
    tally.observe(completion("a", "card arrival"));
    tally.observe(completion("a", "card arrival"));
    tally.observe(figures(2, 2, 0));

    assertThat(tally.isComplete()).isTrue();
    Summary summary = tally.summary(Duration.ZERO);
    assertThat(summary.isExact()).isFalse();
    assertThat(summary.repeats()).isEqualTo(1);
    assertThat(summary.right()).isEqualTo(1);
    assertThat(summary.tokens()).isEqualTo(25);
    assertThat(summary.lines().get(0))
        .isEqualTo(
            "2 events in = 2 completions + 0 dead letters out: NOT every event once (1 repeats).");
  }
}
