package io.mosaicgpt.model.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.engine.EngineSetup;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.loop.Models;
import io.mosaicgpt.model.generation.Choice;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.ErrorCode;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationEvent.Failed;
import io.mosaicgpt.model.generation.GenerationEvent.Finished;
import io.mosaicgpt.model.generation.GenerationEvent.Timings;
import io.mosaicgpt.model.generation.GenerationEvent.Token;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InferenceClientTest {
  private final ScriptedEngine engine = new ScriptedEngine();
  private final InferenceClient client = InferenceClient.of(engine);

  /** Notes what it is asked, and says what the test tells it to. */
  private static final class ScriptedEngine implements InferenceEngine, InferenceEngine.Session {
    private final List<GenerationRequest> submitted = new CopyOnWriteArrayList<>();
    private final List<Long> aborted = new CopyOnWriteArrayList<>();
    private GenerationEvent.Listener listener;
    private volatile boolean closed;

    @Override
    public Session open(GenerationEvent.Listener client) {
      listener = client;
      return this;
    }

    void says(GenerationEvent... events) {
      listener.onEvents(List.of(events));
    }

    @Override
    public void submit(GenerationRequest request) {
      submitted.add(request);
    }

    @Override
    public void abort(long key) {
      aborted.add(key);
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public ServedModel model() {
      ServedModel model = Models.served(64, true);
      return new ServedModel(
          model.config(),
          model.hash(),
          model.maxModelLen(),
          model.tokenizer(),
          model.template(),
          new Calibration(2, Optional.empty()),
          model.generationConfig());
    }

    @Override
    public EngineSetup setup() {
      throw new UnsupportedOperationException();
    }

    @Override
    public EngineStats stats() {
      throw new UnsupportedOperationException();
    }
  }

  private static GenerationRequest request(Choice... choices) {
    return new GenerationRequest(
        7,
        "r",
        new int[] {1, 2, 3},
        new int[0],
        SamplingParams.builder().build(),
        List.of(choices),
        false,
        0,
        GenerationRequest.NO_DEADLINE);
  }

  private static Finished finished(long key, String text, double... choices) {
    return new Finished(
        key, EndReason.STOP, text, choices, new double[0], new Timings(1, 2, 3, 2, 0));
  }

  @Test
  void requestsAreToldApartWhateverKeysTheirCallersGave() throws Exception {
    CompletableFuture<Answer> first = client.submit(request());
    CompletableFuture<Answer> second = client.submit(request());
    engine.says(
        new Token(1, 21, "b", null),
        new Token(0, 11, "a", null),
        finished(1, "b"),
        new Token(0, 12, "a", null),
        finished(0, "aa"));

    assertThat(first.get().tokenIds()).containsExactly(11, 12);
    assertThat(first.get().text()).isEqualTo("aa");
    assertThat(first.get().finishReason()).isEqualTo(EndReason.STOP);
    assertThat(first.get().usage()).isEqualTo(new Answer.Usage(3, 2, 2));
    assertThat(first.get().labelScores()).isEmpty();
    assertThat(second.get().tokenIds()).containsExactly(21);
    assertThat(engine.aborted).isEmpty();
  }

  @Test
  void labelsComeWithTheirScoresIfTimeSufficed() throws Exception {
    Choice no = new Choice("no", new int[] {4});
    Choice yes = new Choice("yes", new int[] {5});
    CompletableFuture<Answer> scored = client.submit(request(no, yes));
    CompletableFuture<Answer> late = client.submit(request(no, yes));
    engine.says(finished(0, "yes", Math.log(0.1), Math.log(0.9)), finished(1, "", -1, Double.NaN));

    LabelScores scores = scored.get().labelScores().orElseThrow();
    assertThat(scores.best()).isEqualTo("yes");
    // With a temperature of 2, as sqrt(0.1) to sqrt(0.9).
    assertThat(scores.probabilities().get("no")).isCloseTo(0.25, within(1e-12));
    assertThat(late.get().labelScores()).isEmpty();
  }

  @Test
  void aListenerOfTokensMayTakeItsTimeAndTheEngineDoesNotWait() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Integer> heard = new ArrayList<>();
    CompletableFuture<Answer> answer =
        client.submit(
            request(),
            token -> {
              try {
                assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              heard.add(token.tokenId());
            });
    engine.says(new Token(0, 11, "a", null));
    engine.says(new Token(0, 12, "b", null), finished(0, "ab"));
    assertThat(answer).isNotDone();

    go.countDown();

    assertThat(answer.get().text()).isEqualTo("ab");
    assertThat(heard).containsExactly(11, 12);
  }

  @Test
  void aRefusedRequestFailsAndOthersGoOn() throws Exception {
    CompletableFuture<Answer> refused = client.submit(request());
    CompletableFuture<Answer> served = client.submit(request());
    engine.says(new Failed(0, ErrorCode.INVALID_REQUEST, "too long"), finished(1, "text"));

    assertThatThrownBy(refused::get).cause().isInstanceOf(RequestException.class);
    assertThat(served.get().text()).isEqualTo("text");
  }

  @Test
  void cancellingAbortsAndWhatWasUnderWayIsNotHeard() {
    CompletableFuture<Answer> cancelled = client.submit(request());
    cancelled.cancel(false);
    assertThat(engine.aborted).containsExactly(0L);

    CompletableFuture<Answer> next = client.submit(request());
    engine.says(new Token(0, 11, "a", null), finished(0, "a"), finished(1, "b"));
    assertThat(next.join().text()).isEqualTo("b");
  }

  @Test
  void whatAListenerThrowsFailsItsRequestAlone() {
    CompletableFuture<Answer> failing =
        client.submit(
            request(),
            token -> {
              throw new IllegalArgumentException("no room");
            });
    CompletableFuture<Answer> other = client.submit(request());
    engine.says(new Token(0, 11, "a", null), finished(1, "b"));

    assertThat(other.join().text()).isEqualTo("b");
    assertThatThrownBy(failing::get).cause().hasMessage("no room");
    assertThat(engine.aborted).containsExactly(0L);
  }

  @Test
  void aBrokenEngineFailsWhatIsUnderWayAndWhatComesLater() {
    CompletableFuture<Answer> before = client.submit(request());
    engine.listener.onFailure(new IllegalStateException("no memory"));

    assertThatThrownBy(before::get).cause().hasMessage("The engine broke: no memory");
    assertThatThrownBy(() -> client.serve(request()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The engine broke: no memory");
  }

  @Test
  void closingFailsWhatIsUnderWay() {
    CompletableFuture<Answer> open = client.submit(request());
    client.close();

    assertThatThrownBy(open::get).cause().hasMessage("The client is closed");
    assertThat(engine.closed).isTrue();
  }

  @Test
  void anInterruptedWaitAbortsTheRequest() throws Exception {
    Thread waiting =
        new Thread(
            () ->
                assertThatThrownBy(() -> client.serve(request()))
                    .isInstanceOf(InterruptedException.class));
    waiting.start();
    while (engine.submitted.isEmpty()) {
      Thread.sleep(5);
    }
    waiting.interrupt();
    waiting.join();

    assertThat(engine.aborted).containsExactly(0L);
  }

  @Test
  void anErrorOfAListenerFailsItsRequestAlone() {
    CompletableFuture<Answer> failing =
        client.submit(
            request(),
            token -> {
              throw new StackOverflowError("too deep");
            });
    CompletableFuture<Answer> other = client.submit(request());
    engine.says(new Token(0, 11, "a", null), finished(1, "b"));

    assertThat(other.join().text()).isEqualTo("b");
    assertThatThrownBy(failing::get).cause().hasMessage("too deep");
  }

  @Test
  void closingTwiceIsClosingAndTheFirstReasonStays() {
    engine.listener.onFailure(new IllegalStateException("no memory"));
    client.close();
    client.close();

    assertThatThrownBy(() -> client.serve(request())).hasMessage("The engine broke: no memory");
  }

  @Test
  void whatFollowsRunsOnTheClientsThread() {
    List<String> threads = new CopyOnWriteArrayList<>();
    CompletableFuture<Answer> answer =
        client.submit(request(), token -> threads.add(Thread.currentThread().getName()));
    CompletableFuture<Void> next =
        answer.thenAccept(a -> threads.add(Thread.currentThread().getName()));
    engine.says(new Token(0, 11, "a", null), finished(0, "a"));
    next.join();

    assertThat(threads).containsExactly("mosaicgpt-client", "mosaicgpt-client");
  }

  @Test
  void whatFollowsRunsOnTheEnginesThreadWhereAskedTo() {
    List<Thread> threads = new ArrayList<>();
    InferenceClient direct = InferenceClient.onEngineThread(engine);
    CompletableFuture<Answer> first =
        direct.submit(request(), token -> threads.add(Thread.currentThread()));
    CompletableFuture<Answer> second = first.thenCompose(answer -> direct.submit(request()));
    engine.says(new Token(0, 11, "a", null), finished(0, "a"));

    assertThat(threads).containsExactly(Thread.currentThread());
    assertThat(engine.submitted).hasSize(2);
    direct.close();
    assertThatThrownBy(second::get).cause().hasMessage("The client is closed");
  }

  @Test
  void thousandsOfRequestsOfManyThreadsEachGetTheirOwnAnswer() {
    int threads = 8;
    int each = 1_000;
    List<CompletableFuture<Answer>> answers = new CopyOnWriteArrayList<>();
    IntStream.range(0, threads)
        .mapToObj(
            i ->
                CompletableFuture.runAsync(
                    () -> {
                      for (int n = 0; n < each; n++) {
                        answers.add(client.submit(request()));
                      }
                    }))
        .toList()
        .forEach(CompletableFuture::join);
    int answered = threads * each / 2;
    for (int token = 0; token < 3; token++) { // a step each
      engine.says(
          IntStream.range(0, answered)
              .mapToObj(key -> new Token(key, key, "", null))
              .toArray(GenerationEvent[]::new));
    }
    engine.says(
        IntStream.range(0, answered)
            .mapToObj(key -> finished(key, Integer.toString(key)))
            .toArray(GenerationEvent[]::new));
    client.close();

    int failed = 0;
    for (CompletableFuture<Answer> answer : answers) {
      try {
        int key = Integer.parseInt(answer.get().text());
        assertThat(answer.get().tokenIds()).containsExactly(key, key, key);
      } catch (ExecutionException e) {
        assertThat(e).cause().hasMessage("The client is closed");
        failed++;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    assertThat(failed).isEqualTo(threads * each - answered);
    assertThat(engine.aborted).isEmpty();
  }
}
