package io.mosaicgpt.model.client;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Asynchronous requests to an engine in this JVM. Thread-safe. Any number may be under way; the
 * engine computes as many together as it has slots. Close the client before the engine.
 *
 * <p>What follows an answer, and listeners of tokens, run one after the other where the client was
 * told to: on a thread of its own, see {@link #of}, or on the engine's, see {@link
 * #onEngineThread}. There are the usual exceptions of a {@link CompletableFuture}: what is attached
 * to an answer that is there already runs at once, and what follows a cancelled one runs on the
 * thread that cancels.
 */
public final class InferenceClient implements AutoCloseable {
  /** A request without an end; its tokens are for the thread that delivers them only. */
  private record Pending(
      GenerationRequest request,
      Consumer<GenerationEvent.Token> onToken,
      List<GenerationEvent.Token> tokens,
      CompletableFuture<Answer> answer) {}

  private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong nextKey = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Executor delivery;
  private final Runnable onClose;
  private final Calibration calibration;
  private final InferenceEngine.Session session;

  /** Set before {@link #pending} is emptied for good, read after it was added to. */
  private volatile Throwable ended;

  /**
   * A client.
   *
   * @param delivery runs what it is given one after the other and in order
   * @param onClose after the last delivery was handed over
   */
  private InferenceClient(InferenceEngine engine, Executor delivery, Runnable onClose) {
    this.delivery = delivery;
    this.onClose = onClose;
    this.calibration = engine.model().calibration();
    this.session =
        engine.open(
            new GenerationEvent.Listener() {
              @Override
              public void onEvents(List<GenerationEvent> events) {
                List<GenerationEvent> step = List.copyOf(events); // the list may be used again
                delivery.execute(() -> step.forEach(InferenceClient.this::deliver));
              }

              @Override
              public void onFailure(Throwable cause) {
                String why = "The engine broke: " + cause.getMessage();
                delivery.execute(() -> end(new IllegalStateException(why, cause)));
              }
            });
  }

  /**
   * A client with a thread of its own: what follows an answer may take its time without holding up
   * the engine, but holds up other answers of this client.
   *
   * @param engine closed by the caller, after the client
   */
  public static InferenceClient of(InferenceEngine engine) {
    requireNonNull(engine, "engine is null");
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), InferenceClient::daemon);
    InferenceClient client = new InferenceClient(engine, thread, thread::shutdown);
    thread.prestartCoreThread(); // or else the engine's thread would, in the middle of its work
    return client;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "mosaicgpt-client");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * A client without a thread: what follows an answer runs between two of the engine's steps. It
   * must be brief and must not block, as every request to the engine waits for it. In return, a
   * request made there is part of the very next step.
   *
   * @param engine closed by the caller, after the client
   */
  public static InferenceClient onEngineThread(InferenceEngine engine) {
    return new InferenceClient(
        requireNonNull(engine, "engine is null"), Runnable::run, InferenceClient::nothing);
  }

  private static void nothing() {}

  /**
   * Queues a request.
   *
   * @param request its key may be anything
   * @return the answer. It fails with a {@link RequestException} when the engine refuses the
   *     request, and with an {@link IllegalStateException} when the engine breaks or the client is
   *     closed before. To cancel it aborts the request.
   */
  public CompletableFuture<Answer> submit(GenerationRequest request) {
    return submit(request, InferenceClient::ignore);
  }

  /**
   * Queues a request, and tells of its tokens as they come.
   *
   * @param onToken what it throws, the answer fails with
   * @return as for {@link #submit(GenerationRequest)}
   */
  public CompletableFuture<Answer> submit(
      GenerationRequest request, Consumer<GenerationEvent.Token> onToken) {
    long key = nextKey.getAndIncrement();
    Pending entry =
        new Pending(
            request.withKey(key),
            requireNonNull(onToken, "onToken is null"),
            new ArrayList<>(),
            new CompletableFuture<>());
    pending.put(key, entry);
    Throwable end = ended;
    if (end != null) {
      fail(key, end);
      return entry.answer();
    }
    session.submit(entry.request());
    CompletableFuture<Answer> unused =
        entry
            .answer()
            .whenComplete(
                (answer, failure) -> {
                  if (pending.remove(key) != null) {
                    session.abort(key); // cancelled, or completed by the caller
                  }
                });
    return entry.answer();
  }

  private static void ignore(GenerationEvent.Token token) {}

  /**
   * Serves a request and waits for its answer; an interrupted wait aborts it.
   *
   * @throws RequestException when the engine refuses the request
   * @throws IllegalStateException when the engine breaks or the client is closed before
   */
  public Answer serve(GenerationRequest request, Consumer<GenerationEvent.Token> onToken)
      throws InterruptedException {
    CompletableFuture<Answer> answer = submit(request, onToken);
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      answer.cancel(false);
    }
  }

  /** Serves a request and waits for its answer, as {@link #serve(GenerationRequest, Consumer)}. */
  public Answer serve(GenerationRequest request) throws InterruptedException {
    return serve(request, InferenceClient::ignore);
  }

  /** Aborts what is under way, whose answers fail. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      session.close(); // the last events are with the delivery now
      delivery.execute(() -> end(new IllegalStateException("The client is closed")));
      onClose.run();
    }
  }

  private void end(Throwable why) {
    if (ended == null) {
      ended = why;
    }
    pending.keySet().forEach(key -> fail(key, why));
  }

  private void fail(long key, Throwable why) {
    Pending entry = pending.remove(key);
    if (entry != null) {
      entry.answer().completeExceptionally(why);
    }
  }

  private void deliver(GenerationEvent event) {
    Pending entry = pending.get(event.key());
    if (entry == null) {
      return; // cancelled meanwhile
    }
    if (event instanceof GenerationEvent.Token token) {
      entry.tokens().add(token);
      try {
        entry.onToken().accept(token);
      } catch (Throwable e) { // an Error, too, is this listener's alone
        entry.answer().completeExceptionally(e);
      }
    } else if (event instanceof GenerationEvent.Failed failed) {
      fail(event.key(), new RequestException(failed.code(), failed.message()));
    } else if (event instanceof GenerationEvent.Finished finished) {
      pending.remove(event.key());
      entry.answer().complete(new Answer(entry.request(), entry.tokens(), finished, calibration));
    }
  }
}
