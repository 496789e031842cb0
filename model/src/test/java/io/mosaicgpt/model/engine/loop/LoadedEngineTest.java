package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.model.checkpoint.CheckpointException;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.generation.GenerationEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadedEngineTest {
  private static final BatchingOptions OPTIONS = new BatchingOptions(16, 64, 0, true);
  private final HashingModel model = new HashingModel(4, 8, 256, Models.USABLE);
  private final LoadedEngine engine = engine(() -> loaded(model));

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void requestsOfManyThreadsAllEnd() throws InterruptedException {
    List<Recorder> recorders = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Recorder recorder = new Recorder();
      recorders.add(recorder);
      InferenceEngine.Session session = engine.open(recorder);
      Thread thread =
          new Thread(
              () -> {
                for (int key = 0; key < 50; key++) {
                  session.submit(Requests.greedy(key, 5, key % 18, 3));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Oracle oracle = new Oracle(64, true);
    for (Recorder recorder : recorders) {
      recorder.await(50);
      for (int key = 0; key < 50; key++) {
        assertThat(recorder.tokenIds(key))
            .isEqualTo(oracle.answer(Requests.greedy(key, 5, key % 18, 3)).tokens());
      }
    }
    assertThat(engine.stats().generatedTokens()).isEqualTo(1000);
  }

  @Test
  void aFailureOfTheModelReachesEverySessionOnceAndBreaksTheEngine() throws InterruptedException {
    Recorder busy = new Recorder();
    Recorder idle = new Recorder();
    InferenceEngine.Session session = engine.open(busy);
    engine.open(idle);
    model.fault = batch -> true;
    session.submit(Requests.greedy(1, 5, 1));
    busy.await(1);
    idle.await(1);

    assertThat(busy.failure()).hasMessage("PyTorch failed");
    assertThat(idle.failure()).hasMessage("PyTorch failed");
    assertThat(engine.isBroken()).isTrue();
    session.submit(Requests.greedy(2, 5, 1));
    session.close();
    engine.close();
    assertThat(busy.failures()).isEqualTo(1);
    assertThat(model.isClosed()).isTrue();
    assertThatThrownBy(() -> engine.open(new Recorder()))
        .isInstanceOf(EngineFailure.class)
        .hasMessageContaining("PyTorch failed");
  }

  @Test
  void anErrorOfTheModelBreaksTheEngineToo() throws InterruptedException {
    Recorder recorder = new Recorder();
    InferenceEngine.Session session = engine.open(recorder);
    model.failure = new IllegalArgumentException("a bug in the bridge");
    session.submit(Requests.greedy(1, 5, 1));
    recorder.await(1);

    assertThat(recorder.failure()).hasMessage("a bug in the bridge");
    assertThat(engine.isBroken()).isTrue();
  }

  @Test
  void afterCloseOfASessionItsListenerIsNotCalled() throws InterruptedException {
    Recorder recorder = new Recorder();
    InferenceEngine.Session session = engine.open(recorder);
    session.submit(Requests.greedy(1, 60, 1));
    recorder.awaitToken(1);
    session.close();
    int batches = recorder.batches();
    Recorder other = new Recorder();
    engine.open(other).submit(Requests.greedy(1, 20, 1));
    other.await(1);

    assertThat(recorder.batches()).isEqualTo(batches);
  }

  @Test
  void aListenerMayCloseItsOwnSession() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    InferenceEngine.Session[] session = new InferenceEngine.Session[1];
    session[0] =
        engine.open(
            new GenerationEvent.Listener() {
              @Override
              public void onEvents(List<GenerationEvent> events) {
                session[0].close();
                closed.countDown();
              }

              @Override
              public void onFailure(Throwable cause) {}
            });
    session[0].submit(Requests.greedy(1, 60, 1));

    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closingTheEngineClosesTheModelOnItsOwnThread() {
    engine.close();

    assertThat(model.isClosed()).isTrue();
    assertThatThrownBy(() -> engine.open(new Recorder()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void theStepUnderWayCanBeTimedFromOutside() throws InterruptedException {
    assertThat(engine.stepAge()).isZero();
    model.stepNanos = TimeUnit.MILLISECONDS.toNanos(300);
    InferenceEngine.Session session = engine.open(new Recorder());
    session.submit(Requests.greedy(1, 60, 1));
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 200 && longest.toMillis() < 50; i++) {
      Thread.sleep(10);
      Duration age = engine.stepAge();
      longest = age.compareTo(longest) > 0 ? age : longest;
    }
    session.close();

    assertThat(longest).isBetween(Duration.ofMillis(50), Duration.ofSeconds(20));
  }

  @Test
  void whatLoadingThrowsReachesTheCaller() {
    LoadedEngine failing =
        new LoadedEngine(
            "test",
            () -> {
              throw new CheckpointException("config.json is missing");
            },
            EngineClock.SYSTEM);
    failing.start();

    assertThatThrownBy(failing::awaitLoaded)
        .isInstanceOf(CheckpointException.class)
        .hasMessage("config.json is missing");
    assertThat(failing.isBroken()).isTrue();
    failing.close();
  }

  @Test
  void optionsThatDoNotFitTheModelAreRefusedAndTheModelIsClosed() {
    HashingModel small = new HashingModel(4, 8, 256, Models.USABLE);
    LoadedEngine refused =
        new LoadedEngine(
            "test",
            () ->
                new LoadedModel(
                    Models.served(64, true),
                    small,
                    new BatchingOptions(3, 64, 0, true),
                    ElementType.FLOAT32,
                    ReplicaDevice.CPU),
            EngineClock.SYSTEM);
    refused.start();

    assertThatThrownBy(refused::awaitLoaded)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 tokens a step are fewer than 4 slots");
    refused.close();
    assertThat(small.isClosed()).isTrue();
  }

  static LoadedModel loaded(HashingModel model) {
    return new LoadedModel(
        Models.served(64, true), model, OPTIONS, ElementType.FLOAT32, ReplicaDevice.CPU);
  }

  private static LoadedEngine engine(LoadedModel.Source source) {
    LoadedEngine engine = new LoadedEngine("test", source, EngineClock.SYSTEM);
    engine.start();
    engine.awaitLoaded();
    return engine;
  }
}
