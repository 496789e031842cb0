package io.mosaicgpt.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.jobs.watch.Observation;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Usage;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static Observation completion(String id) {
    return new Observation.CompletionCommitted(
        Completion.newBuilder()
            .setRequestId(id)
            .setModel("m")
            .setFinishReason(FinishReason.stop)
            .setUsage(new Usage(1, 5))
            .setProducedAt(Instant.EPOCH)
            .build());
  }

  private static Observation figures(int sent, int completions, int deadLetters) {
    return new Observation.Figures(sent, completions, deadLetters, 0, 0);
  }

  @Test
  void addsUpWhenEveryEventCameOutOnce() {
    Tally tally = new Tally(3);
    tally.observe(completion("a"));
    tally.observe(completion("b"));
    tally.observe(figures(3, 2, 0));

    assertThat(tally.isComplete()).isFalse();

    tally.observe(figures(3, 2, 1));

    assertThat(tally.isComplete()).isTrue();
    Summary summary = tally.summary(Duration.ofMillis(7200));
    assertThat(summary.isExact()).isTrue();
    assertThat(summary.tokens()).isEqualTo(10);
    assertThat(summary.lines())
        .containsExactly(
            "3 events in = 2 completions + 1 dead letter out: every event once.",
            "10 tokens in 7.2 s, 0 checkpoints, exactly-once delivery.");
  }

  @Test
  void aCompletionThatCameTwiceIsNotExact() {
    Tally tally = new Tally(2);
    tally.observe(completion("a"));
    tally.observe(completion("a"));
    tally.observe(figures(2, 2, 0));

    assertThat(tally.isComplete()).isTrue();
    Summary summary = tally.summary(Duration.ZERO);
    assertThat(summary.isExact()).isFalse();
    assertThat(summary.repeats()).isEqualTo(1);
    assertThat(summary.lines().get(0))
        .isEqualTo(
            "2 events in = 2 completions + 0 dead letters out: NOT every event once (1 repeats).");
  }
}
