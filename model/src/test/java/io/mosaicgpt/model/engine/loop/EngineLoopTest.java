package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.LabelOptions;
import io.mosaicgpt.model.generation.Labelling;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EngineLoopTest {
  private final Harness harness = Harness.roomy();
  private final Recorder recorder = new Recorder();
  private final EngineSession session = harness.open(recorder);

  @Test
  void aRequestEndsAfterMaxTokens() {
    session.submit(Requests.greedy(1, 5, 3, 4));
    harness.runUntilIdle();

    assertThat(recorder.tokenIds(1)).hasSize(5);
    assertThat(recorder.finished(1).reason()).isEqualTo(EndReason.LENGTH);
    assertThat(recorder.deltas(1)).isEqualTo(recorder.finished(1).text());
  }

  @Test
  void aRequestEndsAtTheLongestSequenceIfMaxTokensGoesBeyond() {
    session.submit(Requests.greedy(1, 1000, IntStream.range(0, 60).map(i -> i % 9).toArray()));
    harness.runUntilIdle();

    assertThat(recorder.tokenIds(1)).hasSize(4);
    assertThat(recorder.finished(1).reason()).isEqualTo(EndReason.LENGTH);
  }

  @Test
  void everythingThatOneStepBringsComesInOneList() {
    for (int key = 0; key < 4; key++) {
      session.submit(Requests.greedy(key, 1, 1, 2));
    }
    harness.turn();

    assertThat(recorder.batches()).isEqualTo(1);
    assertThat(recorder.hasEnded(3)).isTrue();
  }

  @Test
  void anAbortedRequestIsNotHeardOfAgainAndFreesItsSlot() {
    session.submit(Requests.greedy(1, 40, 1));
    session.submit(Requests.greedy(2, 3, 2));
    harness.turn();
    session.abort(1);
    harness.runUntilIdle();

    assertThat(recorder.tokenIds(1)).hasSize(1);
    assertThat(recorder.hasEnded(1)).isFalse();
    assertThat(recorder.hasEnded(2)).isTrue();
    assertThat(harness.loop.stats().kvUsedPositions()).isZero();
  }

  @Test
  void abortingWhatIsUnknownOrFinishedDoesNothing() {
    session.submit(Requests.greedy(1, 1, 1));
    harness.runUntilIdle();
    session.abort(1);
    session.abort(99);
    session.submit(Requests.greedy(2, 1, 1));
    harness.runUntilIdle();

    assertThat(recorder.hasEnded(2)).isTrue();
  }

  @Test
  void closingASessionDropsItsRequestsAndNoOthers() {
    Recorder other = new Recorder();
    EngineSession otherSession = harness.open(other);
    for (int key = 0; key < 10; key++) {
      session.submit(Requests.greedy(key, 30, key));
    }
    otherSession.submit(Requests.greedy(0, 3, 5));
    harness.turn();
    int batches = recorder.batches();
    session.close();
    harness.runUntilIdle();

    assertThat(recorder.batches()).isEqualTo(batches);
    assertThat(other.tokenIds(0)).hasSize(3);
  }

  @Test
  void aKeyMayBeUsedAgainOnceItsRequestHasEnded() {
    List<GenerationEvent> events = new ArrayList<>();
    EngineSession plain = harness.open(listener(events));
    plain.submit(Requests.greedy(1, 1, 1));
    harness.turn();
    plain.submit(Requests.greedy(1, 1, 1));
    harness.turn();

    assertThat(events.get(1)).isInstanceOf(GenerationEvent.Finished.class);
    assertThat(events.get(3)).isInstanceOf(GenerationEvent.Finished.class);
  }

  @Test
  void whereNoTokenIsAllowedTheRequestHearsWhatForbidsThem() {
    List<GenerationEvent> events = new ArrayList<>();
    List<Integer> every = IntStream.range(0, Models.USABLE).boxed().toList();
    SamplingParams params = SamplingParams.builder().minTokens(1).stopTokenIds(every).build();
    harness.open(listener(events)).submit(Requests.request(1, params, 1, 2));
    harness.runUntilIdle();

    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            GenerationEvent.Failed.class,
            failed ->
                assertThat(failed.message())
                    .endsWith(
                        "stop_token_ids and min_tokens together forbid every token of the vocabulary"));
  }

  @Test
  void aKeyOfAnUnfinishedRequestIsRefused() {
    List<GenerationEvent> events = new ArrayList<>();
    EngineSession plain = harness.open(listener(events));
    plain.submit(Requests.greedy(1, 3, 1));
    plain.submit(Requests.greedy(1, 3, 1));
    harness.runUntilIdle();

    assertThat(events.get(0))
        .isInstanceOfSatisfying(
            GenerationEvent.Failed.class,
            failed -> assertThat(failed.message()).contains("key 1", "not finished"));
    assertThat(events).hasSize(5);
  }

  @Test
  void aRunningRequestTimesOutWithWhatItHas() {
    session.submit(withDeadline(Requests.greedy(1, 60, 1), 50));
    harness.turn();
    harness.turn();
    harness.clock.advance(50);
    harness.turn();

    GenerationEvent.Finished finished = recorder.finished(1);
    assertThat(finished.reason()).isEqualTo(EndReason.TIMEOUT);
    assertThat(finished.text()).isEqualTo(Models.TOKENIZER.decode(recorder.tokenIds(1)));
    assertThat(recorder.tokenIds(1)).hasSize(2);
    assertThat(harness.hasWork()).isFalse();
  }

  @Test
  void aWaitingRequestTimesOutToo() {
    for (int key = 0; key < 4; key++) {
      session.submit(Requests.greedy(key, 60, 1));
    }
    session.submit(withDeadline(Requests.greedy(9, 60, 1), 50));
    harness.turn();
    harness.clock.advance(51);
    harness.turn();

    assertThat(recorder.finished(9).reason()).isEqualTo(EndReason.TIMEOUT);
    assertThat(recorder.finished(9).text()).isEmpty();
    assertThat(recorder.finished(9).timings().queueNanos()).isEqualTo(51_000_000);
    assertThat(recorder.hasEnded(0)).isFalse();
  }

  @Test
  void timingsCountFromSubmission() {
    session.submit(Requests.greedy(1, 3, 1));
    harness.clock.advance(5);
    harness.turn();
    harness.clock.advance(7);
    harness.runUntilIdle();

    assertThat(recorder.finished(1).timings())
        .isEqualTo(new GenerationEvent.Timings(5_000_000, 5_000_000, 12_000_000, 0, 0));
  }

  @Test
  void nanLogitsFailTheirRequestAndNoOther() {
    harness.model.poison = 7;
    session.submit(Requests.greedy(1, 3, 1, 7));
    session.submit(Requests.request(2, SamplingParams.builder().temperature(1).build(), 2, 7));
    session.submit(Requests.greedy(3, 1, 2));
    harness.runUntilIdle();

    assertThat(recorder.failed(1).code()).isEqualTo(ErrorCode.ENGINE_ERROR);
    assertThat(recorder.failed(1).message()).contains("r1", "not finite");
    assertThat(recorder.failed(2).code()).isEqualTo(ErrorCode.ENGINE_ERROR);
    assertThat(recorder.tokenIds(3)).hasSize(1);
  }

  @Test
  void aListenerThatThrowsLosesItsSessionAndNoOther() {
    List<Throwable> told = new ArrayList<>();
    EngineSession bad =
        harness.open(
            new GenerationEvent.Listener() {
              @Override
              public void onEvents(List<GenerationEvent> events) {
                throw new IllegalStateException("a bug");
              }

              @Override
              public void onFailure(Throwable cause) {
                told.add(cause);
              }
            });
    bad.submit(Requests.greedy(1, 50, 1));
    session.submit(Requests.greedy(1, 5, 1));
    harness.runUntilIdle();

    assertThat(told).singleElement().satisfies(e -> assertThat(e).hasMessage("a bug"));
    assertThat(recorder.tokenIds(1)).hasSize(5);
  }

  @Test
  void sessionsShareTheEngineFairly() {
    Recorder other = new Recorder();
    EngineSession otherSession = harness.open(other);
    for (int key = 0; key < 200; key++) {
      session.submit(Requests.greedy(key, 4, 1));
    }
    for (int key = 0; key < 10; key++) {
      otherSession.submit(Requests.greedy(key, 4, 1));
    }
    while (!other.hasEnded(9)) {
      harness.turn();
    }

    long ended = IntStream.range(0, 200).filter(recorder::hasEnded).count();
    assertThat(ended).isBetween(8L, 14L);
  }

  @Test
  void choicesAreScoredByTheirTotalLogProbability() {
    GenerationRequest request = choices(1, List.of(new int[] {1, 2}, new int[] {3}), 4, 5);
    session.submit(request);
    harness.runUntilIdle();

    GenerationEvent.Finished finished = recorder.finished(1);
    double[] expected = new Oracle(64, true).answer(request).choiceLogprobs();
    assertThat(finished.choiceLogprobs()).isEqualTo(expected);
    assertThat(finished.text()).isEqualTo(expected[0] >= expected[1] ? "label 0" : "label 1");
    assertThat(recorder.tokenIds(1)).isEmpty();
  }

  @Test
  void allLabelsAreScoredInTheStepOfThePrompt() {
    List<int[]> labels =
        IntStream.range(0, 10).mapToObj(i -> new int[] {1 + i % 3, 2, 5 + i}).toList();
    session.submit(choices(1, labels, 4, 5));
    harness.runUntilIdle();

    assertThat(harness.model.steps()).isEqualTo(1);
    assertThat(recorder.finished(1).choiceLogprobs()).hasSize(10).doesNotContain(Double.NaN);
  }

  @Test
  void labelsBehindAPromptWithoutContentAreScoredOnce() {
    List<int[]> labels = List.of(new int[] {1, 2}, new int[] {3, 4, 5});
    GenerationRequest request = choices(1, labels, 4, 5, 6);
    Labelling held = new Labelling(LabelOptions.DEFAULTS, new int[] {4, 7}, request.choices());
    session.submit(request.withLabelling(held));
    harness.runUntilIdle();
    int steps = harness.model.steps();
    session.submit(choices(2, labels, 9, 5, 6, 6).withLabelling(held));
    harness.runUntilIdle();

    assertThat(harness.model.steps()).isEqualTo(steps + 1);
    Oracle oracle = new Oracle(64, true);
    double[] without = oracle.answer(choices(3, labels, 4, 7)).choiceLogprobs();
    assertThat(recorder.finished(1).contentFreeLogprobs()).isEqualTo(without);
    assertThat(recorder.finished(2).contentFreeLogprobs()).isEqualTo(without);
    assertThat(recorder.finished(2).choiceLogprobs())
        .isEqualTo(oracle.answer(choices(3, labels, 9, 5, 6, 6)).choiceLogprobs());
  }

  @Test
  void labelsThatAreTooManyForASlotAreScoredInRounds() {
    // 60 nodes behind a prompt of 40 tokens, where 64 fit.
    List<int[]> labels =
        IntStream.range(0, 15).mapToObj(i -> new int[] {i, 2, 3, i / 2, 5}).toList();
    GenerationRequest request =
        choices(1, labels, IntStream.range(0, 40).map(i -> i % 7).toArray());
    session.submit(request);
    harness.runUntilIdle();

    assertThat(recorder.finished(1).choiceLogprobs())
        .isEqualTo(new Oracle(64, true).answer(request).choiceLogprobs());
  }

  @Test
  void nobodyTakesALabelForTheBeginningOfItsPrompt() {
    int[] prompt = IntStream.range(0, 20).map(i -> i % 7).toArray();
    Harness cached = new Harness(2, 8, new BatchingOptions(64, 64, 0, true), true);
    Recorder heard = new Recorder();
    EngineSession own = cached.open(heard);
    int[] tail = IntStream.range(0, 17).map(i -> 1 + i % 5).toArray();
    int[] second = tail.clone();
    second[1] = 9;
    own.submit(choices(1, List.of(tail, second), prompt));
    cached.runUntilIdle();
    // The first label's tokens lie behind the prompt one by one, the second's do not.
    long key = 2;
    for (int[] label : List.of(tail, second)) {
      int[] longer = Arrays.copyOf(prompt, 20 + 17);
      System.arraycopy(label, 0, longer, 20, 17);
      GenerationRequest request = Requests.greedy(++key, 3, longer);
      own.submit(request);
      cached.runUntilIdle();
      assertThat(heard.tokenIds(key)).isEqualTo(new Oracle(64, true).answer(request).tokens());
      assertThat(heard.finished(key).timings().cachedPromptTokens()).isEqualTo(key == 3 ? 20 : 21);
    }
  }

  @Test
  void withoutTreesBeginningsThatLabelsShareAreComputedOnce() {
    harness.model.trees = false;
    List<int[]> labels =
        IntStream.range(0, 10).mapToObj(i -> new int[] {1, 2, 3, 4, 5 + i}).toList();
    session.submit(choices(1, labels, 4, 5));
    harness.runUntilIdle();

    assertThat(harness.model.steps()).isEqualTo(1);
    assertThat(recorder.finished(1).choiceLogprobs()).hasSize(10).doesNotContain(Double.NaN);
  }

  @Test
  void promptLogprobsAddUpWithoutRoomForAnAnswer() {
    int[] prompt = IntStream.range(0, 64).map(i -> i % 11).toArray();
    GenerationRequest request =
        new GenerationRequest(
            1,
            "r1",
            prompt,
            new int[0],
            SamplingParams.builder().maxTokens(1).build(),
            List.of(),
            true,
            0,
            GenerationRequest.NO_DEADLINE);
    session.submit(request);
    harness.runUntilIdle();

    GenerationEvent.Finished finished = recorder.finished(1);
    assertThat(finished.reason()).isEqualTo(EndReason.LENGTH);
    assertThat(finished.promptLogprobs()[0]).isNaN();
    assertThat(finished.promptLogprobs()[63])
        .isEqualTo(new Oracle(64, true).promptLogprobs(request)[63], within(0.0));
  }

  @Test
  void aSharedPrefixIsComputedOnce() {
    Harness caching = new Harness(4, 8, new BatchingOptions(64, 64, 0, true), true);
    EngineSession cached = caching.open(recorder);
    int[] prompt = IntStream.range(0, 40).map(i -> i % 13).toArray();
    cached.submit(Requests.greedy(1, 1, prompt));
    caching.runUntilIdle();
    prompt[39] = 14;
    cached.submit(Requests.greedy(2, 1, prompt));
    caching.runUntilIdle();

    EngineStats stats = caching.loop.stats();
    assertThat(stats.promptTokens()).isEqualTo(41);
    assertThat(stats.prefixHits()).isEqualTo(39);
    assertThat(stats.prefixQueries()).isEqualTo(78);
    assertThat(recorder.finished(2).timings().cachedPromptTokens()).isEqualTo(39);
  }

  @Test
  void withoutTokenizerThereIsNoText() {
    Harness bare = new Harness(2, 8, new BatchingOptions(16, 64, 0, false), false);
    EngineSession ids = bare.open(recorder);
    ids.submit(Requests.greedy(1, 3, 1));
    bare.runUntilIdle();

    assertThat(recorder.finished(1).text()).isNull();
    assertThat(recorder.deltas(1)).isEmpty();
  }

  private static GenerationEvent.Listener listener(List<GenerationEvent> events) {
    return new GenerationEvent.Listener() {
      @Override
      public void onEvents(List<GenerationEvent> more) {
        events.addAll(more);
      }

      @Override
      public void onFailure(Throwable cause) {
        throw new AssertionError(cause);
      }
    };
  }

  private static GenerationRequest choices(long key, List<int[]> labels, int... prompt) {
    List<Choice> choices =
        IntStream.range(0, labels.size())
            .mapToObj(i -> new Choice("label " + i, labels.get(i)))
            .toList();
    return new GenerationRequest(
        key,
        "r" + key,
        prompt,
        new int[0],
        SamplingParams.defaults(),
        choices,
        false,
        0,
        GenerationRequest.NO_DEADLINE);
  }

  private GenerationRequest withDeadline(GenerationRequest request, long millis) {
    return new GenerationRequest(
        request.key(),
        request.requestId(),
        request.promptTokens(),
        request.generatedTokens(),
        request.sampling(),
        request.choices(),
        request.promptLogprobs(),
        request.priority(),
        harness.clock.millis() + millis);
  }
}
