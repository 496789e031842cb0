package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.ScoredToken;
import io.mosaicgpt.model.sampling.SeedDerivation;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.operators.wire.DecodedEvent.Readable;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionChunk;
import io.mosaicgpt.schemas.FinishReason;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.SamplingOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GenerateOperatorTest {
  private static final GenerateOptions OPTIONS = GenerateOptions.defaults();

  @Test
  void aGenerationBecomesACompletion() throws Exception {
    Instruction instruction =
        Instruction.newBuilder(Harness.instruction("r"))
            .setCustomId("c")
            .setMetadata(Map.of("tenant", "a"))
            .build();
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(instruction);
      harness.engine.tokens("r", 10, 11);
      harness.engine.finish("r", EndReason.STOP, "text");
      harness.readMails();

      Completion completion = harness.completions().get(0);
      assertThat(completion.getRequestId()).isEqualTo("r");
      assertThat(completion.getCustomId()).isEqualTo("c");
      assertThat(completion.getModel()).isEqualTo("fake");
      assertThat(completion.getOutputText()).isEqualTo("text");
      assertThat(completion.getOutputTokenIds()).containsExactly(10, 11);
      assertThat(completion.getFinishReason()).isEqualTo(FinishReason.stop);
      assertThat(completion.getUsage().getPromptTokens()).isEqualTo(2);
      assertThat(completion.getUsage().getCompletionTokens()).isEqualTo(2);
      assertThat(completion.getTimings().getQueueMs()).isEqualTo(1);
      assertThat(completion.getTimings().getTimeToFirstTokenMs()).isEqualTo(2);
      assertThat(completion.getTimings().getTotalMs()).isEqualTo(5);
      assertThat(completion.getAttempt()).isEqualTo(1);
      assertThat(completion.getMetadata()).isEqualTo(Map.of("tenant", "a"));
      assertThat(completion.getProducedAt()).isEqualTo(Instant.ofEpochMilli(Harness.NOW));
      assertThat(completion.getError()).isNull();
      assertThat(completion.getLabel()).isNull();
      assertThat(completion.getLogprobs()).isNull();
      assertThat(harness.deadLetters()).isEmpty();
      assertThat(harness.chunks()).isEmpty();
    }
  }

  @Test
  void whereEventAndJobSayNothingTheModelSays() throws Exception {
    FakeEngine engine = new FakeEngine(2, "hash").sampledWith(0.8, 1.1);
    Instruction greedy =
        Instruction.newBuilder(Harness.instruction("greedy"))
            .setSampling(SamplingOptions.newBuilder().setTemperature(0.0).build())
            .build();
    try (Harness harness = Harness.open(engine, GenerateOptions.defaults())) {
      harness.process("r");
      harness.process(greedy);

      assertThat(engine.request("r").sampling().temperature()).isEqualTo(0.8);
      assertThat(engine.request("r").sampling().repetitionPenalty()).isEqualTo(1.1);
      assertThat(engine.request("greedy").sampling().temperature()).isZero();
      assertThat(engine.request("greedy").sampling().repetitionPenalty()).isEqualTo(1.1);
    }
  }

  @Test
  void theEngineGetsWhatTheEventAsksForOverTheJobsDefaults() throws Exception {
    SamplingParams defaults =
        SamplingParams.builder().maxTokens(7).topK(3).stop(List.of("job")).build();
    Instruction instruction =
        Instruction.newBuilder()
            .setRequestId("r")
            .setInstruction("do")
            .setContext("it")
            .setPriority(-2)
            .setTimeoutMs(1000L)
            .setSampling(
                SamplingOptions.newBuilder()
                    .setMaxTokens(9)
                    .setTemperature(0.5)
                    .setStopTokenIds(List.of(4))
                    .build())
            .build();
    try (Harness harness = Harness.open(OPTIONS.withSampling(defaults))) {
      harness.process(instruction);

      GenerationRequest request = harness.engine.request("r");
      assertThat(request.promptTokens()).isEqualTo("do|it".chars().toArray());
      assertThat(request.priority()).isEqualTo(-2);
      assertThat(request.deadlineMillis()).isEqualTo(Harness.NOW + 1000);
      assertThat(request.sampling().maxTokens()).isEqualTo(9);
      assertThat(request.sampling().temperature()).isEqualTo(0.5);
      assertThat(request.sampling().topK()).isEqualTo(3);
      assertThat(request.sampling().stop()).containsExactly("job", "### End");
      assertThat(request.sampling().stopTokenIds()).containsExactly(4);
      assertThat(request.sampling().seed()).isEqualTo(SeedDerivation.fromRequestId("r"));
    }
  }

  @Test
  void withoutATimeoutOfItsOwnAnEventGetsTheJobs() throws Exception {
    try (Harness harness = Harness.open(OPTIONS.withTimeout(Duration.ofSeconds(3)))) {
      harness.process("r");

      assertThat(harness.engine.request("r").deadlineMillis()).isEqualTo(Harness.NOW + 3000);
    }
  }

  @Test
  void withoutAnyTimeoutThereIsNoDeadline() throws Exception {
    try (Harness harness = Harness.open(OPTIONS.withTimeout(GenerateOptions.NEVER))) {
      harness.process("r");

      assertThat(harness.engine.request("r").deadlineMillis())
          .isEqualTo(GenerationRequest.NO_DEADLINE);
    }
  }

  @Test
  void resultsCarryTheTimestampsOfTheirEvents() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process("timed", 17);
      harness.process("untimed");
      harness.engine.finish("timed", EndReason.STOP, "");
      harness.engine.finish("untimed", EndReason.STOP, "");
      harness.readMails();

      List<StreamRecord<? extends Completion>> records = harness.flink.extractOutputStreamRecords();
      assertThat(records.get(0).getTimestamp()).isEqualTo(17);
      assertThat(records.get(1).hasTimestamp()).isFalse();
    }
  }

  @Test
  void completionsAndChunksTellTheTimeOfTheirEventsRecord() throws Exception {
    try (Harness harness = Harness.open(OPTIONS.withChunks(true))) {
      harness.process("r", 17);
      harness.engine.tokens("r", 1);
      harness.engine.finish("r", EndReason.STOP, "<1>");
      harness.readMails();

      assertThat(harness.completions().get(0).getSourceTimestamp())
          .isEqualTo(Instant.ofEpochMilli(7));
      assertThat(harness.chunks().get(0).getSourceTimestamp()).isEqualTo(Instant.ofEpochMilli(7));
    }
  }

  @Test
  void withoutARecordTheTimestampInFlinkIsTheEventsTime() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.flink.processElement(
          new StreamRecord<>(new Readable(Harness.instruction("timed"), null, null), 17));
      harness.flink.processElement(
          new StreamRecord<>(new Readable(Harness.instruction("untimed"), null, null)));
      harness.engine.finish("timed", EndReason.STOP, "");
      harness.engine.finish("untimed", EndReason.STOP, "");
      harness.readMails();

      assertThat(harness.completions())
          .extracting(Completion::getSourceTimestamp)
          .containsExactly(Instant.ofEpochMilli(17), null);
    }
  }

  @Test
  void anAnswerThatIsReadyFirstLeavesFirst() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process("a");
      harness.process("b");
      harness.engine.finish("b", EndReason.STOP, "");
      harness.engine.finish("a", EndReason.STOP, "");
      harness.readMails();

      assertThat(harness.completions())
          .extracting(Completion::getRequestId)
          .containsExactly("b", "a");
    }
  }

  @Test
  void logProbabilitiesAreReportedWhenAskedFor() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process("r");
      harness.engine.token(
          "r", 5, new ScoredToken(5, -0.5, List.of(new ScoredToken.Alternative(6, -0.25))));
      harness.engine.finish("r", EndReason.LENGTH, "t");
      harness.readMails();

      var logprob = harness.completions().get(0).getLogprobs().get(0);
      assertThat(logprob.getTokenId()).isEqualTo(5);
      assertThat(logprob.getLogprob()).isEqualTo(-0.5);
      assertThat(logprob.getTop().get(0).getTokenId()).isEqualTo(6);
      assertThat(harness.completions().get(0).getFinishReason()).isEqualTo(FinishReason.length);
    }
  }

  @Test
  void choicesBecomeTheLikeliestLabelWithTheirShares() throws Exception {
    Instruction instruction =
        Instruction.newBuilder(Harness.instruction("r")).setChoices(List.of("no", "yes")).build();
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(instruction);
      assertThat(harness.engine.request("r").choices()).hasSize(2);
      harness.engine.finish(
          "r", EndReason.STOP, "yes", new double[] {Math.log(0.1), Math.log(0.3)});
      harness.readMails();

      Completion completion = harness.completions().get(0);
      assertThat(completion.getLabel()).isEqualTo("yes");
      assertThat(completion.getOutputText()).isEqualTo("yes");
      assertThat(completion.getLabelScores().get("no")).isCloseTo(0.25, within());
      assertThat(completion.getLabelScores().get("yes")).isCloseTo(0.75, within());
    }
  }

  @Test
  void choicesThatWereNotAllScoredInTimeGiveNoLabel() throws Exception {
    Instruction instruction =
        Instruction.newBuilder(Harness.instruction("r")).setChoices(List.of("no", "yes")).build();
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(instruction);
      harness.engine.finish("r", EndReason.TIMEOUT, "", new double[] {-1, Double.NaN});
      harness.readMails();

      assertThat(harness.completions().get(0).getLabel()).isNull();
      assertThat(harness.completions().get(0).getLabelScores()).isNull();
      assertThat(harness.completions().get(0).getError().getCode()).isEqualTo("timeout");
    }
  }

  @Test
  void aTimeoutIsACompletionWithWhatThereIs() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process("r");
      harness.engine.tokens("r", 1, 2);
      harness.engine.finish("r", EndReason.TIMEOUT, "partial");
      harness.readMails();

      Completion completion = harness.completions().get(0);
      assertThat(completion.getFinishReason()).isEqualTo(FinishReason.timeout);
      assertThat(completion.getOutputText()).isEqualTo("partial");
      assertThat(completion.getOutputTokenIds()).containsExactly(1, 2);
      assertThat(completion.getError().getCode()).isEqualTo("timeout");
      assertThat(completion.getError().getMessage())
          .contains("request r reached its deadline with 2 of 256 tokens");
      assertThat(harness.deadLetters()).isEmpty();
    }
  }

  @Test
  void chunksCarryWhatCameBetweenTwoMailsAndPrecedeTheCompletion() throws Exception {
    try (Harness harness = Harness.open(OPTIONS.withChunks(true))) {
      harness.process("r");
      harness.engine.tokens("r", 1);
      harness.engine.tokens("r", 2);
      harness.readMails();
      harness.engine.tokens("r", 3);
      harness.engine.finish("r", EndReason.STOP, "<1><2><3>");
      harness.readMails();

      List<CompletionChunk> chunks = harness.chunks();
      assertThat(chunks).hasSize(2);
      assertThat(chunks.get(0).getTokenOffset()).isZero();
      assertThat(chunks.get(0).getTokenIds()).containsExactly(1, 2);
      assertThat(chunks.get(0).getText()).isEqualTo("<1><2>");
      assertThat(chunks.get(1).getTokenOffset()).isEqualTo(2);
      assertThat(chunks.get(1).getTokenIds()).containsExactly(3);
      assertThat(chunks.get(1).getText()).isEqualTo("<3>");
    }
  }

  @Test
  void theInstructionIsCopiedBeforeItIsKept() throws Exception {
    Instruction instruction = Harness.instruction("r");
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process(instruction);
      instruction.setRequestId("another");
      harness.engine.finish("r", EndReason.STOP, "");
      harness.readMails();

      assertThat(harness.completions().get(0).getRequestId()).isEqualTo("r");
    }
  }

  @Test
  void thereIsOneMailHoweverManyStepsTheEngineRuns() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process("r");
      for (int i = 0; i < 50; i++) {
        harness.engine.tokens("r", i);
      }

      assertThat(harness.readMails()).isEqualTo(1);

      harness.engine.tokens("r", 50);
      assertThat(harness.readMails()).isEqualTo(1);
      harness.engine.finish("r", EndReason.STOP, "");
      harness.readMails();
      assertThat(harness.completions().get(0).getOutputTokenIds()).hasSize(51);
    }
  }

  @Test
  void aBrokenEngineFailsTheTaskAfterWhatItStillBrought() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process("r");
      harness.engine.finish("r", EndReason.STOP, "");
      harness.engine.breakDown(new IllegalStateException("out of memory"));

      assertThatThrownBy(harness::readMails)
          .hasMessageContaining("the engine of fake failed: out of memory");
      assertThat(harness.completions()).hasSize(1);
    }
  }

  @Test
  void newsOfARequestThatIsDoneIsIgnored() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process("r");
      harness.engine.finish("r", EndReason.STOP, "");
      harness.engine.finish("r", EndReason.STOP, "");
      harness.readMails();

      assertThat(harness.completions()).hasSize(1);
    }
  }

  @Test
  void mailsThatComeAfterTheEndAreIgnored() throws Exception {
    Harness harness = Harness.open(OPTIONS);
    harness.process("r");
    harness.engine.finish("r", EndReason.STOP, "");
    harness.flink.getOperator().close();

    harness.readMails();
    harness.engine.breakDown(new IllegalStateException("late"));
    harness.readMails();

    assertThat(harness.completions()).isEmpty();
    assertThat(harness.engine.isSessionClosed()).isTrue();
    assertThat(harness.engine.isClosed()).isTrue();
    harness.close();
  }

  @Test
  @Timeout(20)
  void aFullOperatorWithoutAGateReadsMailsUntilThereIsRoom() throws Exception {
    try (Harness harness = Harness.open(OPTIONS.withMaxInFlight(1))) {
      harness.process("a");
      Thread engine = finishLater(harness, "a");

      harness.process("b");

      engine.join();
      assertThat(harness.completions()).extracting(Completion::getRequestId).containsExactly("a");
      assertThat(harness.engine.submitted()).hasSize(2);
    }
  }

  @Test
  @Timeout(20)
  void theEndOfTheInputWaitsForEveryAnswer() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process("a");
      harness.process("b");
      harness.engine.finish("b", EndReason.STOP, "");
      Thread engine = finishLater(harness, "a");

      harness.flink.endInput();

      engine.join();
      assertThat(harness.completions())
          .extracting(Completion::getRequestId)
          .containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void anEngineThatDoesNotOpenLeavesNothingBehind() throws Exception {
    var factory =
        new GenerateOperatorFactory(
            spec -> {
              throw new IllegalArgumentException("no such model");
            },
            io.mosaicgpt.model.engine.EngineSpec.of("missing"),
            OPTIONS,
            io.mosaicgpt.operators.source.SourceGate.create());
    var harness =
        new org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness<>(factory, 1, 1, 0);

    assertThatThrownBy(harness::open).rootCause().hasMessageContaining("no such model");

    harness.close();
  }

  @Test
  void anEngineErrorOfOneRequestIsADeadLetterAndOthersGoOn() throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      harness.process("bad");
      harness.process("good");
      harness.engine.tokens("bad", 1);
      harness.engine.fail("bad", ErrorCode.ENGINE_ERROR, "request bad: all logits are NaN");
      harness.engine.finish("good", EndReason.STOP, "");
      harness.readMails();

      assertThat(harness.completions()).hasSize(1);
      assertThat(harness.deadLetters()).hasSize(1);
      assertThat(harness.deadLetters().get(0).getCode()).isEqualTo("engine_error");
      assertThat(harness.deadLetters().get(0).getAttempt()).isEqualTo(1);
    }
  }

  private static Thread finishLater(Harness harness, String requestId) {
    Thread engine =
        new Thread(
            () -> {
              try {
                Thread.sleep(50);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              harness.engine.finish(requestId, EndReason.STOP, "");
            });
    engine.start();
    return engine;
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-12);
  }
}
