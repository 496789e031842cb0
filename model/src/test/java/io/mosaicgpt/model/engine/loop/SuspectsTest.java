package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationRequest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps that fail in native code, and what becomes of the requests in them. */
class SuspectsTest {
  /** No output has it. */
  private static final int LETHAL = Models.USABLE;

  private final Harness harness = new Harness(4, 8, new BatchingOptions(16, 64, 0, true), true);
  private final Recorder recorder = new Recorder();
  private final EngineSession session = harness.open(recorder);
  private final Oracle oracle = new Oracle(64, true);

  @Test
  void aRequestThatFailsAStepTwiceIsGivenUpAndTheOthersAreAnsweredAsIfNothingHadBeen() {
    harness.model.fault = batch -> contains(batch, LETHAL);
    for (int key = 0; key < 12; key++) {
      session.submit(Requests.greedy(key, 8, key == 6 ? LETHAL : 1, key, 3));
    }
    harness.runUntilIdle();

    assertThat(harness.model.faults()).isEqualTo(2);
    assertThat(harness.loop.stats().failures()).isEqualTo(2);
    assertThat(recorder.failed(6).code()).isEqualTo(ErrorCode.ENGINE_ERROR);
    assertThat(recorder.failed(6).message())
        .isEqualTo(
            "request r6: the engine failed on it twice, the second time with it alone: PyTorch"
                + " failed");
    for (int key = 0; key < 12; key++) {
      if (key != 6) {
        assertUndisturbed(Requests.greedy(key, 8, 1, key, 3));
      }
    }
  }

  @Test
  void aLoneRequestIsGivenUpAtItsSecondFailureToo() {
    harness.model.fault = batch -> contains(batch, LETHAL);
    session.submit(Requests.greedy(1, 8, 1, 2, LETHAL));
    harness.runUntilIdle();

    assertThat(harness.model.faults()).isEqualTo(2);
    assertThat(recorder.failed(1).code()).isEqualTo(ErrorCode.ENGINE_ERROR);
  }

  @Test
  void eachOfSeveralIsFound() {
    harness.model.fault = batch -> contains(batch, LETHAL);
    for (int key = 0; key < 12; key++) {
      session.submit(Requests.greedy(key, 8, key % 5 == 0 ? LETHAL : 1, key));
    }
    harness.runUntilIdle();

    for (int key = 0; key < 12; key++) {
      if (key % 5 == 0) {
        assertThat(recorder.failed(key).code()).isEqualTo(ErrorCode.ENGINE_ERROR);
      } else {
        assertUndisturbed(Requests.greedy(key, 8, 1, key));
      }
    }
  }

  @Test
  void aFailureThatDoesNotComeBackCostsNobodyAnything() {
    AtomicInteger steps = new AtomicInteger();
    harness.model.fault = batch -> steps.incrementAndGet() == 5;
    for (int key = 0; key < 6; key++) {
      session.submit(Requests.greedy(key, 20, key, 2));
    }
    harness.runUntilIdle();

    assertThat(harness.loop.stats().failures()).isEqualTo(1);
    for (int key = 0; key < 6; key++) {
      assertUndisturbed(Requests.greedy(key, 20, key, 2));
    }
  }

  @Test
  void aRequestIsFoundSoonAfterAFailureThatWasNobodysToo() {
    AtomicInteger steps = new AtomicInteger();
    harness.model.fault = batch -> steps.incrementAndGet() == 5 || contains(batch, LETHAL);
    session.submit(Requests.greedy(1, 20, 1));
    session.submit(Requests.greedy(2, 20, 2));
    IntStream.range(0, 10).forEach(turn -> harness.turn());
    session.submit(Requests.greedy(3, 20, LETHAL));
    harness.runUntilIdle();

    assertThat(harness.model.faults()).isEqualTo(3);
    assertThat(recorder.failed(3).code()).isEqualTo(ErrorCode.ENGINE_ERROR);
    assertUndisturbed(Requests.greedy(1, 20, 1));
    assertUndisturbed(Requests.greedy(2, 20, 2));
  }

  @Test
  void aRequestThatIsAbortedAmongTheSuspectsIsNotTried() {
    harness.model.fault = batch -> contains(batch, LETHAL);
    session.submit(Requests.greedy(1, 8, LETHAL));
    session.submit(Requests.greedy(2, 8, 2));
    harness.turn();
    session.abort(1);
    harness.runUntilIdle();

    assertThat(harness.model.faults()).isEqualTo(1);
    assertThat(recorder.hasEnded(1)).isFalse();
    assertUndisturbed(Requests.greedy(2, 8, 2));
  }

  @Test
  void aFailureThatNobodyCausesAloneIsTheEnginesWhenItComesAgainSoon() {
    harness.model.fault = batch -> batch.slots().length > 1;
    session.submit(Requests.greedy(1, 8, 1));
    session.submit(Requests.greedy(2, 8, 2));

    assertThatThrownBy(harness::runUntilIdle)
        .isInstanceOf(EngineFailure.class)
        .hasMessage("PyTorch failed");
    assertThat(harness.model.faults()).isEqualTo(2);
  }

  @Test
  void aFailureThatNobodyCausesIsForgottenAfterManySteps() {
    AtomicInteger steps = new AtomicInteger();
    harness.model.fault =
        batch -> steps.incrementAndGet() == 5 || steps.get() == 10 + Suspects.FORGIVEN_AFTER;
    for (int key = 0; key < 30; key++) {
      session.submit(Requests.greedy(key, 50, key % 9, key / 9));
      harness.runUntilIdle();
    }

    assertThat(harness.model.faults()).isEqualTo(2);
    for (int key = 0; key < 30; key++) {
      assertUndisturbed(Requests.greedy(key, 50, key % 9, key / 9));
    }
  }

  @Test
  void nobodyIsBlamedWhereTheModelComputesNothingAnyMore() {
    harness.model.fault = batch -> harness.model.steps() > 3;
    session.submit(Requests.greedy(1, 8, 1));

    assertThatThrownBy(harness::runUntilIdle)
        .isInstanceOf(EngineFailure.class)
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    assertThat(recorder.hasEnded(1)).isFalse();
  }

  private void assertUndisturbed(GenerationRequest request) {
    assertThat(recorder.tokenIds(request.key()))
        .as(request.requestId())
        .isEqualTo(oracle.answer(request).tokens());
  }

  private static boolean contains(StepBatch batch, int token) {
    return Arrays.stream(batch.tokens()).anyMatch(t -> t == token);
  }
}
