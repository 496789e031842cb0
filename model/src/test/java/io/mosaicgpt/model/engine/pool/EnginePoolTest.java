package io.mosaicgpt.model.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.checkpoint.GenerationConfig;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.loop.BatchingOptions;
import io.mosaicgpt.model.engine.loop.HashingModel;
import io.mosaicgpt.model.engine.loop.LoadedModel;
import io.mosaicgpt.model.engine.loop.Models;
import io.mosaicgpt.model.engine.loop.Recorder;
import io.mosaicgpt.model.engine.loop.Requests;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.prompt.PromptTemplate;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EnginePoolTest {
  private static final BatchingOptions OPTIONS = new BatchingOptions(16, 64, 0, true);
  private static final EngineKey KEY = key("cpu", "a");
  private static final ModelView VIEW =
      new ModelView(
          Models.served(64, true).config(),
          PromptTemplates.raw(),
          Calibration.NONE,
          GenerationConfig.NONE);
  private final List<HashingModel> loaded = new ArrayList<>();

  @Test
  void equalKeysShareOneEngineAndOthersDoNot() {
    EnginePool pool = new EnginePool(Duration.ZERO);
    try (InferenceEngine first = acquire(pool, KEY);
        InferenceEngine second = acquire(pool, KEY);
        InferenceEngine other = acquire(pool, key("cpu", "b"))) {
      assertThat(pool.loads()).isEqualTo(2);
      assertThat(first.model()).isEqualTo(second.model());
      assertThat(other.model()).isEqualTo(first.model());
    }
  }

  @Test
  void whoSharesAnEngineSeesWhatLiesBesideTheWeightsOfTheModelThatWasAskedFor() {
    EnginePool pool = new EnginePool(Duration.ofHours(1));
    ServedModel asked = Models.served(64, false);
    PromptTemplate template = PromptTemplates.parse("Q: {instruction}{context}");
    Calibration calibration = new Calibration(2, Optional.empty());
    GenerationConfig generation =
        new GenerationConfig(
            OptionalDouble.of(0.7),
            OptionalDouble.of(0.9),
            OptionalInt.of(50),
            OptionalDouble.of(0.01),
            OptionalDouble.of(1.1));
    acquire(pool, KEY).close();
    try (InferenceEngine lingering =
        pool.acquire(
            KEY,
            this::load,
            new ModelView(asked.config(), template, calibration, generation),
            EnginePoolTest::nothing)) {
      assertThat(pool.loads()).isEqualTo(1);
      assertThat(lingering.model().template()).isEqualTo(template);
      assertThat(lingering.model().calibration()).isEqualTo(calibration);
      assertThat(lingering.model().sampling().build())
          .isEqualTo(
              SamplingParams.builder()
                  .temperature(0.7)
                  .topP(0.9)
                  .topK(50)
                  .minP(0.01)
                  .repetitionPenalty(1.1)
                  .build());
      assertThat(lingering.model().config()).isSameAs(asked.config());
      assertThat(lingering.model().tokenizer()).as("the engine's").containsSame(Models.TOKENIZER);
    }
  }

  @Test
  void concurrentAcquiresOfOneKeyLoadOnce() throws Exception {
    EnginePool pool = new EnginePool(Duration.ZERO);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<InferenceEngine>> engines = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      engines.add(
          threads.submit(
              () ->
                  pool.acquire(
                      KEY,
                      () -> {
                        sleep(50);
                        return load();
                      },
                      VIEW,
                      EnginePoolTest::nothing)));
    }
    for (Future<InferenceEngine> engine : engines) {
      engine.get().model();
    }
    assertThat(pool.loads()).isEqualTo(1);
    for (Future<InferenceEngine> engine : engines) {
      engine.get().close();
    }
    threads.shutdown();
    assertThat(loaded).singleElement().satisfies(m -> assertThat(m.isClosed()).isTrue());
  }

  @Test
  void theLastUserUnloadsTheModelAndClosingTwiceCountsOnce() {
    EnginePool pool = new EnginePool(Duration.ZERO);
    InferenceEngine first = acquire(pool, KEY);
    InferenceEngine second = acquire(pool, KEY);
    first.close();
    first.close();
    assertThat(loaded.get(0).isClosed()).isFalse();
    second.close();
    assertThat(loaded.get(0).isClosed()).isTrue();
    acquire(pool, KEY).close();
    assertThat(pool.loads()).isEqualTo(2);
  }

  @Test
  void anUnusedEngineLingersForTheNextUser() {
    EnginePool pool = new EnginePool(Duration.ofHours(1));
    acquire(pool, KEY).close();
    InferenceEngine again = acquire(pool, KEY);

    assertThat(pool.loads()).isEqualTo(1);
    assertThat(loaded.get(0).isClosed()).isFalse();
    again.close();
  }

  @Test
  void theLingerEnds() {
    EnginePool pool = new EnginePool(Duration.ofMillis(20));
    acquire(pool, KEY).close();
    for (int i = 0; i < 500 && !loaded.get(0).isClosed(); i++) {
      sleep(10);
    }
    assertThat(loaded.get(0).isClosed()).isTrue();
  }

  @Test
  void anUnusedEngineMakesRoomForAnotherModelOnItsDeviceBeforeThatLoads() {
    EnginePool pool = new EnginePool(Duration.ofHours(1));
    acquire(pool, KEY).close();
    acquire(pool, key("cuda:0", "a")).close();
    InferenceEngine next =
        pool.acquire(
            key("cpu", "b"),
            () -> {
              assertThat(loaded.get(0).isClosed()).isTrue();
              return load();
            },
            VIEW,
            EnginePoolTest::nothing);

    assertThat(loaded.get(1).isClosed()).as("another device").isFalse();
    next.close();
  }

  @Test
  void aBrokenEngineIsNeverHandedOutAgain() throws InterruptedException {
    EnginePool pool = new EnginePool(Duration.ofHours(1));
    InferenceEngine first = acquire(pool, KEY);
    Recorder recorder = new Recorder();
    loaded.get(0).failure = new EngineFailure("gone", null);
    first.open(recorder).submit(Requests.greedy(1, 3, 1));
    recorder.await(1);

    InferenceEngine second = acquire(pool, KEY);
    assertThat(pool.loads()).isEqualTo(2);
    Recorder fine = new Recorder();
    second.open(fine).submit(Requests.greedy(1, 3, 1));
    fine.await(1);
    assertThat(fine.tokenIds(1)).hasSize(3);
    first.close();
    assertThat(loaded.get(1).isClosed()).as("the broken one's user leaves").isFalse();
    second.close();
  }

  @Test
  void aHangingEngineIsNeverHandedOutAgainAndNobodyWaitsForIt() throws InterruptedException {
    EnginePool pool = new EnginePool(Duration.ofHours(1));
    InferenceEngine hanging = acquire(pool, KEY);
    InferenceEngine neighbour = acquire(pool, KEY);
    CountDownLatch end = loaded.get(0).hang();
    Recorder recorder = new Recorder();
    Recorder neighbours = new Recorder();
    hanging.open(recorder).submit(Requests.greedy(1, 3, 1));
    neighbour.open(neighbours);
    while (hanging.stepAge().isZero()) {
      sleep(1);
    }

    hanging.abandon(new EngineFailure("it hangs", null));
    recorder.await(1);
    neighbours.await(1);
    assertThat(recorder.failure()).hasMessage("it hangs");
    assertThat(neighbours.failure()).hasMessage("it hangs");
    hanging.close();
    neighbour.close(); // Returns although the step goes on.
    try (InferenceEngine next = acquire(pool, KEY)) {
      assertThat(pool.loads()).isEqualTo(2);
      Recorder fine = new Recorder();
      next.open(fine).submit(Requests.greedy(1, 3, 1));
      fine.await(1);
      assertThat(fine.tokenIds(1)).hasSize(3);
    }

    assertThat(loaded.get(0).isClosed()).isFalse();
    end.countDown();
    for (int i = 0; i < 500 && !loaded.get(0).isClosed(); i++) {
      sleep(10);
    }
    assertThat(loaded.get(0).isClosed()).as("after the step has ended after all").isTrue();
    assertThat(recorder.failures()).isEqualTo(1);
  }

  @Test
  void aFailedLoadIsToldToTheCallerAndTriedAgainByTheNext() {
    EnginePool pool = new EnginePool(Duration.ofHours(1));
    assertThatThrownBy(
            () ->
                pool.acquire(
                    KEY,
                    () -> {
                      throw new CheckpointException("config.json is missing");
                    },
                    VIEW,
                    EnginePoolTest::nothing))
        .isInstanceOf(CheckpointException.class);

    InferenceEngine engine = acquire(pool, KEY);
    assertThat(pool.loads()).isEqualTo(2);
    engine.close();
  }

  @Test
  void givingAnEngineBackEndsTheSessionsOpenedThroughIt() throws InterruptedException {
    EnginePool pool = new EnginePool(Duration.ofHours(1));
    InferenceEngine mine = acquire(pool, KEY);
    InferenceEngine theirs = acquire(pool, KEY);
    Recorder recorder = new Recorder();
    Recorder other = new Recorder();
    mine.open(recorder).submit(Requests.greedy(1, 60, 1));
    recorder.awaitToken(1);
    mine.close();
    int batches = recorder.batches();
    theirs.open(other).submit(Requests.greedy(1, 5, 1));
    other.await(1);

    assertThat(recorder.batches()).isEqualTo(batches);
    assertThatThrownBy(() -> mine.open(other)).isInstanceOf(IllegalStateException.class);
    theirs.close();
  }

  @Test
  void whatComesAfterwardsComesOnceAndWhenTheUserHasClosed() {
    EnginePool pool = new EnginePool(Duration.ZERO);
    AtomicInteger closed = new AtomicInteger();
    InferenceEngine engine = pool.acquire(KEY, this::load, VIEW, closed::incrementAndGet);
    assertThat(closed).hasValue(0);
    engine.close();
    engine.close();
    assertThat(closed).hasValue(1);
  }

  private InferenceEngine acquire(EnginePool pool, EngineKey key) {
    return pool.acquire(key, this::load, VIEW, EnginePoolTest::nothing);
  }

  private static void nothing() {}

  private synchronized LoadedModel load() {
    HashingModel model = new HashingModel(4, 8, 256, Models.USABLE);
    loaded.add(model);
    return new LoadedModel(
        Models.served(64, true), model, OPTIONS, ElementType.FLOAT32, ReplicaDevice.CPU);
  }

  private static EngineKey key(String device, String model) {
    return new EngineKey(device, model, 4, OPTIONS);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
