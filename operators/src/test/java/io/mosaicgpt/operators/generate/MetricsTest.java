package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.Instruction;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
              "judgedLabels",
              "rightLabels",
              "labelAccuracy",
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

  @Test
  void labelsAreHeldAgainstThoseThatEventsBringAlong() throws Exception {
    GenerateOptions options = GenerateOptions.defaults().withMaxInFlight(8);
    List<Completion> silent = labelled(options, harness -> {});

    List<Completion> judged =
        labelled(
            options.withTruthField("intent"),
            harness -> {
              assertThat(harness.metrics.count("judgedLabels")).isEqualTo(3);
              assertThat(harness.metrics.count("rightLabels")).isEqualTo(2);
              assertThat((double) harness.metrics.gauge("labelAccuracy"))
                  .isCloseTo(2.0 / 3, within(1e-12));
            });

    assertThat(judged).isEqualTo(silent);
  }

  private static List<Completion> labelled(GenerateOptions options, Consumer<Harness> then)
      throws Exception {
    try (Harness harness = Harness.open(options)) {
      assertThat((double) harness.metrics.gauge("labelAccuracy")).isNaN();
      harness.process(asking("right", Map.of("intent", "yes")).build());
      harness.process(asking("padded", Map.of("intent", " yes ", "other", "no")).build());
      harness.process(asking("wrong", Map.of("intent", "no")).build());
      harness.process(asking("without", Map.of("other", "yes")).build());
      harness.process(asking("blank", Map.of("intent", " ")).build());
      harness.process(asking("unsure", Map.of("intent", "yes")).setLabelThreshold(0.9).build());
      harness.process(
          Instruction.newBuilder(Harness.instruction("free"))
              .setMetadata(Map.of("intent", "yes"))
              .build());
      double[] logprobs = {Math.log(0.1), Math.log(0.3)};
      for (String id : List.of("right", "padded", "wrong", "without", "blank", "unsure")) {
        harness.engine.finish(id, EndReason.STOP, "yes", logprobs);
      }
      harness.engine.finish("free", EndReason.STOP, "yes");
      harness.readMails();
      then.accept(harness);
      return harness.completions();
    }
  }

  private static Instruction.Builder asking(String requestId, Map<String, String> metadata) {
    return Instruction.newBuilder(Harness.instruction(requestId))
        .setChoices(List.of("no", "yes"))
        .setMetadata(metadata);
  }
}
