package io.mosaicgpt.operators.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.ScoredToken;
import io.mosaicgpt.operators.GenerateOptions;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.DeadLetter;
import io.mosaicgpt.schemas.Instruction;
import io.mosaicgpt.schemas.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreTest {
  private static final GenerateOptions OPTIONS = GenerateOptions.defaults();

  @Test
  void aRequestGoesOnUnderAnotherCalibrationAndIsShownWithIt() throws Exception {
    Instruction instruction =
        Instruction.newBuilder(Harness.instruction("r")).setChoices(List.of("no", "yes")).build();
    OperatorSubtaskState state;
    try (Harness before = Harness.open(OPTIONS)) {
      before.process(instruction);
      state = before.snapshot();
    }
    FakeEngine calibrated = new FakeEngine(2, "hash").calibrated(2);
    try (Harness after = Harness.restored(calibrated, OPTIONS, state)) {
      calibrated.finish("r", EndReason.STOP, "yes", new double[] {Math.log(0.1), Math.log(0.9)});
      after.readMails();

      Completion completion = after.completions().get(0);
      assertThat(completion.getLabel()).isEqualTo("yes");
      // As sqrt(0.1) to sqrt(0.9).
      assertThat(completion.getLabelScores().get("no")).isCloseTo(0.25, within(1e-12));
      assertThat(completion.getLabelScores().get("yes")).isCloseTo(0.75, within(1e-12));
    }
  }

  @Test
  void aRestoredRequestGoesOnBehindItsTokens() throws Exception {
    OperatorSubtaskState state;
    long deadline;
    try (Harness before = Harness.open(OPTIONS)) {
      before.process("r", 17);
      before.engine.tokens("r", 5, 6);
      before.readMails();
      deadline = before.engine.request("r").deadlineMillis();
      state = before.snapshot();
    }
    try (Harness after = Harness.restored(new FakeEngine(2, "hash"), OPTIONS, state)) {
      GenerationRequest request = after.engine.request("r");
      assertThat(request.generatedTokens()).containsExactly(5, 6);
      assertThat(request.deadlineMillis()).isEqualTo(deadline);
      assertThat(after.metrics.count("resumedTokens")).isEqualTo(2);
      assertThat(after.metrics.count("regeneratedTokens")).isZero();

      after.engine.tokens("r", 7);
      after.engine.finish("r", EndReason.STOP, "all three");
      after.readMails();

      Completion completion = after.completions().get(0);
      assertThat(completion.getOutputTokenIds()).containsExactly(5, 6, 7);
      assertThat(completion.getUsage().getCompletionTokens()).isEqualTo(3);
      assertThat(completion.getAttempt()).isEqualTo(2);
      assertThat(after.flink.extractOutputStreamRecords().get(0).getTimestamp()).isEqualTo(17);
    }
  }

  @Test
  void timesAreCountedFromTheFirstAdmission() throws Exception {
    OperatorSubtaskState state = inFlight("r");
    Harness after = Harness.restored(new FakeEngine(2, "hash"), OPTIONS, state, Harness.NOW + 1000);
    try (after) {
      after.engine.finish("r", EndReason.STOP, "");
      after.readMails();

      assertThat(after.completions().get(0).getTimings().getQueueMs()).isEqualTo(1001);
      assertThat(after.completions().get(0).getTimings().getTotalMs()).isEqualTo(1005);
    }
  }

  @Test
  void aSnapshotHoldsWhatTheTaskKnowsAndNotWhatIsStillUnderWay() throws Exception {
    OperatorSubtaskState state;
    try (Harness before = Harness.open(OPTIONS)) {
      before.process("r");
      before.engine.tokens("r", 5);
      before.readMails();
      before.engine.tokens("r", 6);
      state = before.snapshot();
    }
    try (Harness after = Harness.restored(new FakeEngine(2, "hash"), OPTIONS, state)) {
      assertThat(after.engine.request("r").generatedTokens()).containsExactly(5);
    }
  }

  @Test
  void aRequestThatWasAnsweredIsNotInTheSnapshot() throws Exception {
    OperatorSubtaskState state;
    try (Harness before = Harness.open(OPTIONS)) {
      before.process("a");
      before.process("b");
      before.engine.finish("a", EndReason.STOP, "");
      before.readMails();
      state = before.snapshot();
    }
    try (Harness after = Harness.restored(new FakeEngine(2, "hash"), OPTIONS, state)) {
      assertThat(after.engine.submitted())
          .extracting(GenerationRequest::requestId)
          .containsExactly("b");
    }
  }

  @Test
  void logProbabilitiesOfEarlierAttemptsAreKept() throws Exception {
    OperatorSubtaskState state;
    try (Harness before = Harness.open(OPTIONS)) {
      before.process("r");
      before.engine.token("r", 5, new ScoredToken(5, -0.5, List.of()));
      before.readMails();
      state = before.snapshot();
    }
    try (Harness after = Harness.restored(new FakeEngine(2, "hash"), OPTIONS, state)) {
      after.engine.token("r", 6, new ScoredToken(6, -0.25, List.of()));
      after.engine.finish("r", EndReason.STOP, "");
      after.readMails();

      assertThat(after.completions().get(0).getLogprobs())
          .extracting(TokenLogprob::getLogprob)
          .containsExactly(-0.5, -0.25);
    }
  }

  @Test
  void underAnotherModelARequestStartsOver() throws Exception {
    OperatorSubtaskState state = inFlight("r");
    try (Harness after = Harness.restored(new FakeEngine(2, "another"), OPTIONS, state)) {
      assertThat(after.engine.request("r").generatedTokens()).isEmpty();
      assertThat(after.metrics.count("resumedTokens")).isZero();
      assertThat(after.metrics.count("regeneratedTokens")).isEqualTo(1);

      // From now on it belongs to the other model.
      after.engine.tokens("r", 9);
      after.readMails();
      OperatorSubtaskState again = after.snapshot();
      try (Harness third = Harness.restored(new FakeEngine(2, "another"), OPTIONS, again)) {
        assertThat(third.engine.request("r").generatedTokens()).containsExactly(9);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Q: {instruction}{context}", // another prompt
        "---\nstop: ### End\nstop: Q:\n---\n{instruction}{context}" // another end
      })
  void underAnotherTemplateARequestOfTheTemplateStartsOver(String template) throws Exception {
    OperatorSubtaskState state;
    try (Harness before = Harness.open(OPTIONS)) {
      before.process(Instruction.newBuilder().setRequestId("r").setInstruction("Sing.").build());
      before.engine.tokens("r", 5);
      before.readMails();
      state = before.snapshot();
    }
    OperatorSubtaskState again;
    try (Harness after = Harness.restored(under(template), OPTIONS, state)) {
      assertThat(after.engine.request("r").generatedTokens()).isEmpty();
      assertThat(after.metrics.count("resumedTokens")).isZero();
      assertThat(after.metrics.count("regeneratedTokens")).isEqualTo(1);

      after.engine.tokens("r", 8, 9);
      after.readMails();
      again = after.snapshot();
    }
    try (Harness third = Harness.restored(under(template), OPTIONS, again)) {
      assertThat(third.engine.request("r").generatedTokens()).containsExactly(8, 9);
      assertThat(third.metrics.count("regeneratedTokens")).isZero();
    }
  }

  @Test
  void aPromptThatCameFinishedGoesOnUnderAnyTemplate() throws Exception {
    OperatorSubtaskState state = inFlight("r");
    FakeEngine other = under("---\nstop: Q:\n---\nQ: {instruction}{context}");
    try (Harness after = Harness.restored(other, OPTIONS, state)) {
      assertThat(after.engine.request("r").generatedTokens()).containsExactly(5);
    }
  }

  private static FakeEngine under(String template) {
    return new FakeEngine(2, "hash", FakeEngine.MAX_MODEL_LEN, PromptTemplates.parse(template));
  }

  @Test
  void underOtherDefaultsARequestStaysWhatItWas() throws Exception {
    SamplingParams before =
        SamplingParams.builder().maxTokens(9).temperature(0.5).topK(3).stop(List.of("end")).build();
    OperatorSubtaskState state;
    SamplingParams asked;
    try (Harness harness = Harness.open(OPTIONS.withSampling(before))) {
      harness.process("r");
      asked = harness.engine.request("r").sampling();
      state = harness.snapshot();
    }
    SamplingParams after = SamplingParams.builder().maxTokens(4).topP(0.5).logprobs(2).build();
    try (Harness harness =
        Harness.restored(new FakeEngine(2, "hash"), OPTIONS.withSampling(after), state)) {
      assertThat(asked.maxTokens()).isEqualTo(9);
      assertThat(harness.engine.request("r").sampling()).isEqualTo(asked);
    }
  }

  @Test
  void aRequestThatIsRestoredTooOftenIsGivenUp() throws Exception {
    GenerateOptions options = OPTIONS.withMaxAttempts(3);
    OperatorSubtaskState state = inFlight("r");
    for (int attempt = 2; attempt <= 3; attempt++) {
      try (Harness harness = Harness.restored(new FakeEngine(2, "hash"), options, state)) {
        assertThat(harness.engine.submitted()).hasSize(1);
        state = harness.snapshot();
      }
    }
    try (Harness harness = Harness.restored(new FakeEngine(2, "hash"), options, state)) {
      assertThat(harness.engine.submitted()).isEmpty();
      DeadLetter letter = harness.deadLetters().get(0);
      assertThat(letter.getCode()).isEqualTo("attempts_exhausted");
      assertThat(letter.getAttempt()).isEqualTo(3);
      assertThat(letter.getRequestId()).isEqualTo("r");
      assertThat(letter.getSourceOffset()).isEqualTo(42);
      assertThat(letter.getMessage()).contains("request r was in flight at 3 restarts");
    }
  }

  @Test
  void restartsWithoutACheckpointInBetweenCountOnce() throws Exception {
    GenerateOptions options = OPTIONS.withMaxAttempts(2);
    OperatorSubtaskState state = inFlight("r");
    for (int restart = 0; restart < 5; restart++) {
      try (Harness harness = Harness.restored(new FakeEngine(2, "hash"), options, state)) {
        assertThat(harness.engine.submitted()).hasSize(1);
      }
    }
  }

  @Test
  void aRestoredRequestThatTheModelNoLongerTakesIsADeadLetter() throws Exception {
    OperatorSubtaskState state;
    try (Harness before = Harness.open(OPTIONS)) {
      before.process(Instruction.newBuilder().setRequestId("r").setPrompt("x".repeat(50)).build());
      state = before.snapshot();
    }
    FakeEngine shorter = new FakeEngine(2, "another", 40);
    try (Harness after = Harness.restored(shorter, OPTIONS, state)) {
      assertThat(after.deadLetters().get(0).getCode()).isEqualTo("prompt_too_long");
      assertThat(after.deadLetters().get(0).getAttempt()).isEqualTo(2);
      after.flink.endInput();
    }
  }

  @Test
  void moreThanFitsIsQueuedAndTheGateStaysShutUntilThereIsRoom() throws Exception {
    OperatorSubtaskState state = inFlight("a", "b", "c", "d");
    GenerateOptions options = OPTIONS.withMaxInFlight(2);
    try (Harness after = Harness.restored(new FakeEngine(1, "hash"), options, state)) {
      assertThat(after.engine.submitted()).hasSize(4);
      assertThat(after.credit()).isEqualTo(-2);

      after.engine.finish("a", EndReason.STOP, "");
      after.engine.finish("b", EndReason.STOP, "");
      after.readMails();
      assertThat(after.credit()).isZero();

      after.engine.finish("c", EndReason.STOP, "");
      after.readMails();
      assertThat(after.credit()).isEqualTo(1);
    }
  }

  @Test
  void scalingOutDealsRequestsOutAndScalingInBringsThemTogether() throws Exception {
    OperatorSubtaskState state = inFlight("a", "b", "c", "d");
    List<OperatorSubtaskState> halves = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (Harness half =
          Harness.restored(new FakeEngine(2, "hash"), OPTIONS, state, 1, 2, subtask)) {
        assertThat(half.engine.submitted()).hasSize(2);
        half.engine.submitted().forEach(r -> ids.add(r.requestId()));
        halves.add(half.snapshot());
      }
    }
    assertThat(ids).containsExactlyInAnyOrder("a", "b", "c", "d");

    OperatorSubtaskState both =
        OneInputStreamOperatorTestHarness.repackageState(halves.get(0), halves.get(1));
    try (Harness one = Harness.restored(new FakeEngine(2, "hash"), OPTIONS, both, 2, 1, 0)) {
      assertThat(one.engine.submitted())
          .extracting(GenerationRequest::requestId)
          .containsExactlyInAnyOrder("a", "b", "c", "d");
    }
  }

  @Test
  void theSourcesNewWatermarksStandBehindRestoredRequests() throws Exception {
    OperatorSubtaskState state = inFlight("r");
    try (Harness after = Harness.restored(new FakeEngine(2, "hash"), OPTIONS, state)) {
      after.watermark(100);
      assertThat(after.output()).isEmpty();

      after.engine.finish("r", EndReason.STOP, "");
      after.readMails();

      assertThat(after.output()).hasSize(2).last().isEqualTo(new Watermark(100));
    }
  }

  @Test
  void watermarksThatWereHeldBackAreNotInTheSnapshot() throws Exception {
    OperatorSubtaskState state;
    try (Harness before = Harness.open(OPTIONS)) {
      before.process("r");
      before.watermark(100);
      state = before.snapshot();
    }
    try (Harness after = Harness.restored(new FakeEngine(2, "hash"), OPTIONS, state)) {
      after.engine.finish("r", EndReason.STOP, "");
      after.readMails();

      assertThat(after.output()).hasSize(1).noneMatch(Watermark.class::isInstance);
    }
  }

  /** State of a subtask with these requests in flight, each with the token 5. */
  private static OperatorSubtaskState inFlight(String... requestIds) throws Exception {
    try (Harness harness = Harness.open(OPTIONS)) {
      for (String requestId : requestIds) {
        harness.process(requestId);
        harness.engine.tokens(requestId, 5);
      }
      harness.readMails();
      return harness.snapshot();
    }
  }
}
