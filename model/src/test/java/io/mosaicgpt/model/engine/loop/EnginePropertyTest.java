package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever else goes on in the engine, a request gets what it would get alone. */
class EnginePropertyTest {
  private static final int LOADS = 400;

  @Test
  void everyRequestGetsItsSoloAnswerInAnyOrderBatchSlotAndChunk() {
    long preemptions = 0;
    long prefixHits = 0;
    long failures = 0;
    for (int seed = 0; seed < LOADS; seed++) {
      EngineStats stats = new Load(seed).run();
      failures += stats.failures();
      preemptions += stats.preemptions();
      prefixHits += stats.prefixHits();
    }
    assertThat(failures).as("steps of the loads fail").isGreaterThan(LOADS / 4);
    assertThat(preemptions).as("the loads are hard enough to preempt").isGreaterThan(LOADS / 2);
    assertThat(prefixHits).as("the loads have prefixes in common").isGreaterThan(LOADS);
  }

  @Test
  void labelsAreScoredInFullWhereTheirTokensLieInAnotherSlotAlready() {
    long preemptions = 0;
    for (int seed = 0; seed < LOADS; seed++) {
      Random random = new Random(seed);
      int[] shared = random.ints(20 + random.nextInt(20), 0, 3).toArray();
      List<Choice> choices = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int[] choice = Arrays.copyOf(shared, shared.length + 5);
        choice[shared.length + i] = 1;
        choices.add(new Choice("label " + i, choice));
      }
      BatchingOptions options = new BatchingOptions(6 + random.nextInt(8), 70, 170, true);
      Harness harness = new Harness(6, 1, options, true);
      Recorder recorder = new Recorder();
      EngineSession session = harness.open(recorder);
      session.submit(Requests.greedy(0, 60, 1));
      session.submit(Requests.greedy(10, 60, 2));
      session.submit(Requests.greedy(11, 60, 3));
      GenerationRequest scored =
          new GenerationRequest(
              1,
              "scored",
              new int[] {5, 6, 7},
              new int[0],
              SamplingParams.defaults(),
              choices,
              false,
              0,
              GenerationRequest.NO_DEADLINE);
      for (long key = 1; key <= 4; key++) {
        session.submit(resumed(scored, key, new int[0]));
        for (int turns = random.nextInt(6); turns > 0; turns--) {
          harness.turn();
        }
      }
      harness.runUntilIdle();
      double[] expected = new Oracle(70, true).answer(scored).choiceLogprobs();
      for (long key = 1; key <= 4; key++) {
        assertThat(recorder.finished(key).choiceLogprobs())
            .as("seed %d, key %d", seed, key)
            .isEqualTo(expected);
      }
      preemptions += harness.loop.stats().preemptions();
    }
    assertThat(preemptions).isGreaterThan(LOADS);
  }

  @Test
  void aRequestResumedBehindAnyOfItsTokensEndsAsIfUndisturbed() {
    Random random = new Random(7);
    Oracle oracle = new Oracle(40, true);
    RandomRequests requests = new RandomRequests(random, 40, true);
    for (int i = 0; i < 150; i++) {
      GenerationRequest request = requests.next(0);
      Oracle.Answer answer = oracle.answer(request);
      Harness harness = new Harness(3, 4, new BatchingOptions(5, 40, 0, i % 2 == 0), true);
      Recorder recorder = new Recorder();
      EngineSession session = harness.open(recorder);
      for (int done = 0; done <= answer.tokens().length; done++) {
        session.submit(resumed(request, done, Arrays.copyOf(answer.tokens(), done)));
      }
      harness.runUntilIdle();
      for (int done = 0; done <= answer.tokens().length; done++) {
        int[] rest = Arrays.copyOfRange(answer.tokens(), done, answer.tokens().length);
        assertThat(recorder.tokenIds(done)).as("%s from %d", request, done).isEqualTo(rest);
        GenerationEvent.Finished finished = recorder.finished(done);
        assertThat(finished.reason()).isEqualTo(answer.reason());
        assertThat(finished.text()).isEqualTo(answer.text());
        assertThat(finished.promptLogprobs())
            .isEqualTo(
                done == answer.tokens().length && done > 0 && request.promptLogprobs()
                    ? finished.promptLogprobs()
                    : oracle.promptLogprobs(request));
      }
    }
  }

  private static GenerationRequest resumed(GenerationRequest request, long key, int[] generated) {
    return request.withKey(key).resumedBehind(generated);
  }

  /** One random load on one random engine. */
  private static final class Load {
    private final int seed;
    private final Random random;
    private final Harness harness;
    private final Oracle oracle;
    private final RandomRequests requests;
    private final List<Recorder> recorders = new ArrayList<>();
    private final List<EngineSession> sessions = new ArrayList<>();
    private final Map<Long, GenerationRequest> submitted = new HashMap<>();
    private final Map<Long, Boolean> aborted = new HashMap<>();

    Load(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
      int quantum = 1 + random.nextInt(8);
      int slots = 1 + random.nextInt(6);
      int maxModelLen = 8 + random.nextInt(50);
      long kvTokens = random.nextInt(6) == 0 ? 0 : quantum + random.nextInt(2 * maxModelLen);
      boolean withTokenizer = random.nextInt(4) > 0;
      BatchingOptions options =
          new BatchingOptions(
              slots + random.nextInt(20), maxModelLen, kvTokens, random.nextBoolean());
      this.harness = new Harness(slots, quantum, options, withTokenizer);
      int limit = (int) Math.min(maxModelLen, options.totalPositions(slots, quantum));
      this.oracle = new Oracle(limit, withTokenizer);
      this.requests = new RandomRequests(random, Math.max(2, limit), withTokenizer);
      harness.model.trees = seed % 3 > 0;
      AtomicInteger stepsToFailure = new AtomicInteger(random.nextInt(120));
      harness.model.fault = batch -> stepsToFailure.getAndDecrement() == 0;
      for (int i = 0; i < 3; i++) {
        Recorder recorder = new Recorder();
        recorders.add(recorder);
        sessions.add(harness.open(recorder));
      }
    }

    EngineStats run() {
      int toCome = 1 + random.nextInt(40);
      while (toCome > 0 || harness.hasWork()) {
        while (toCome > 0 && (random.nextInt(3) < 2 || !harness.hasWork())) {
          submit(toCome--);
        }
        if (random.nextInt(20) == 0 && toCome > 0) {
          long key = toCome + 1L;
          aborted.put(key, true);
          sessions.get((int) (key % 3)).abort(key);
        }
        harness.turn();
      }
      submitted.keySet().forEach(this::check);
      EngineStats stats = harness.loop.stats();
      assertThat(stats.kvUsedPositions()).isZero();
      return stats;
    }

    private void submit(long key) {
      GenerationRequest request = requests.next(key);
      submitted.put(key, request);
      sessions.get((int) (key % 3)).submit(request);
    }

    private void check(long key) {
      Recorder recorder = recorders.get((int) (key % 3));
      GenerationRequest request = submitted.get(key);
      if (aborted.containsKey(key) && !recorder.hasEnded(key)) {
        return;
      }
      String name = "seed %d, %s".formatted(seed, request);
      Oracle.Answer answer = oracle.answer(request);
      GenerationEvent.Finished finished = recorder.finished(key);
      assertThat(recorder.tokenIds(key)).as(name).isEqualTo(answer.tokens());
      assertThat(finished.text()).as(name).isEqualTo(answer.text());
      assertThat(finished.reason()).as(name).isEqualTo(answer.reason());
      assertThat(finished.promptLogprobs()).as(name).isEqualTo(oracle.promptLogprobs(request));
      if (request.choices().isEmpty()) {
        assertThat(recorder.deltas(key))
            .as(name)
            .isEqualTo(answer.text() == null ? "" : answer.text());
        checkLogprobs(request, recorder.tokens(key));
      } else {
        assertThat(finished.choiceLogprobs()).as(name).isEqualTo(answer.choiceLogprobs());
        assertThat(finished.contentFreeLogprobs())
            .as(name)
            .isEqualTo(
                request.labelling().isHeldAgainstContentFree()
                    ? oracle.answer(contentFree(request)).choiceLogprobs()
                    : new double[0]);
      }
    }

    private static GenerationRequest contentFree(GenerationRequest request) {
      return new GenerationRequest(
          0,
          "r",
          request.labelling().contentFreePrompt(),
          new int[0],
          request.sampling(),
          request.labelling().contentFreeChoices(),
          false,
          0,
          GenerationRequest.NO_DEADLINE);
    }

    private static void checkLogprobs(
        GenerationRequest request, List<GenerationEvent.Token> tokens) {
      for (GenerationEvent.Token token : tokens) {
        if (request.sampling().logprobs() == SamplingParams.NO_LOGPROBS) {
          assertThat(token.logprob()).isNull();
        } else {
          assertThat(token.logprob().tokenId()).isEqualTo(token.tokenId());
          assertThat(token.logprob().top()).hasSize(request.sampling().logprobs());
        }
      }
    }
  }
}
