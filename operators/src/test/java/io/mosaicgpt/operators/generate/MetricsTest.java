package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.GenerateOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void everyNameOfTheGroupIsRegisteredUnderTheOperator() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults())) {
      for (String name :
          List.of(
              "numRequestsRunning",
              "numRequestsWaiting",
              "kvCacheUsage",
              "prefixCacheQueries",
              "prefixCacheHits",
              "numPreemptions",
              "numStepFailures",
              "promptTokens",
              "generationTokens",
              "timeToFirstTokenMs",
              "interTokenLatencyMs",
              "requestLatencyMs",
              "queueTimeMs",
              "batchSize",
              "resumedTokens",
              "regeneratedTokens",
              "deadLetters",
              "numRequestsInFlight")) {
        assertThat(harness.metrics.all())
            .containsKey("host.taskmanager.tm.job.generate.0.inference." + name);
      }
    }
  }

  @Test
  void gaugesShowTheEngineAsItIs() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults())) {
      assertThat(harness.metrics.gauge("numRequestsRunning")).isEqualTo(3L);
      assertThat(harness.metrics.gauge("numRequestsWaiting")).isEqualTo(4L);
      assertThat(harness.metrics.gauge("kvCacheUsage")).isEqualTo(0.5);
      assertThat(harness.metrics.gauge("prefixCacheQueries")).isEqualTo(9L);
      assertThat(harness.metrics.gauge("prefixCacheHits")).isEqualTo(10L);
      assertThat(harness.metrics.gauge("numPreemptions")).isEqualTo(11L);
      assertThat(harness.metrics.gauge("numStepFailures")).isEqualTo(13L);
    }
  }

  @Test
  void aGenerationLeavesItsCountsAndTimes() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults())) {
      harness.process("r");
      assertThat(harness.metrics.gauge("numRequestsInFlight")).isEqualTo(1);
      harness.engine.tokens("r", 1);
      harness.engine.tokens("r", 2);
      harness.engine.finish("r", EndReason.STOP, "");
      harness.readMails();

      assertThat(harness.metrics.gauge("numRequestsInFlight")).isEqualTo(0);
      assertThat(harness.metrics.count("promptTokens")).isEqualTo(2);
      assertThat(harness.metrics.count("generationTokens")).isEqualTo(2);
      assertThat(harness.metrics.histogram("interTokenLatencyMs").getCount()).isEqualTo(1);
      assertThat(harness.metrics.histogram("queueTimeMs").getStatistics().getMax()).isEqualTo(1);
      assertThat(harness.metrics.histogram("timeToFirstTokenMs").getStatistics().getMax())
          .isEqualTo(2);
      assertThat(harness.metrics.histogram("requestLatencyMs").getStatistics().getMax())
          .isEqualTo(5);
      assertThat(harness.metrics.histogram("batchSize").getStatistics().getMax()).isEqualTo(3);
    }
  }

  @Test
  void deadLettersAreCounted() throws Exception {
    try (Harness harness = Harness.open(GenerateOptions.defaults())) {
      harness.process("r");
      harness.engine.fail("r", ErrorCode.ENGINE_ERROR, "no");
      harness.process("");
      harness.readMails();

      assertThat(harness.metrics.count("deadLetters")).isEqualTo(2);
    }
  }
}
