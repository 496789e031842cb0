package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.operators.GenerateOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineWatchTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long LATER = Harness.NOW + 10_000;

  @Test
  void aStepThatTakesItsTimeIsLeftAlone() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults())) {
      harness.engine.stepping(LIMIT);

      harness.flink.setProcessingTime(LATER);
    }
  }

  @Test
  void theLimitIsTheOptions() throws Exception {
    Duration limit = Duration.ofMillis(500);
    try (Harness harness = Harness.open(GenerateOptions.defaults().withStepTimeout(limit))) {
      harness.engine.stepping(limit.plusMillis(1));

      assertThatThrownBy(() -> harness.flink.setProcessingTime(Harness.NOW + 50))
          .hasStackTraceContaining("raise step-timeout");
    }
  }

  @Test
  void aStepThatNeverEndsFailsTheTask() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults())) {
      harness.engine.stepping(LIMIT.plus(Duration.ofSeconds(1)));

      assertThatThrownBy(() -> harness.flink.setProcessingTime(LATER))
          .hasStackTraceContaining("the engine of fake hangs: a step has been running for 301 s");
      assertThat(harness.engine.abandoned()).hasMessageContaining("the engine of fake hangs");
    }
  }
}
