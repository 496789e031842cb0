package io.mosaicgpt.model.client;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Asynchronous requests to an engine in this JVM. Thread-safe. Any number may be under way; the
 * engine computes as many together as it has slots.
 *
 * <p>What follows an answer, and listeners of tokens, run on a thread of the client's, one after
 * the other: they may take their time without holding up the engine, but hold up other answers of
 * this client. Close the client before the engine.
 */
public final class InferenceClient implements AutoCloseable {
  /** What the engine's thread hands over. */
  private sealed interface Mail {
    record Events(List<GenerationEvent> events) implements Mail {}

    record Broken(Throwable cause) implements Mail {}

    record Closed() implements Mail {}
  }

  /** A request without an end; its tokens are the client's thread's only. */
  private record Pending(
      GenerationRequest request,
      Consumer<GenerationEvent.Token> onToken,
      List<GenerationEvent.Token> tokens,
      CompletableFuture<Answer> answer) {}

  private final BlockingQueue<Mail> mails = new LinkedBlockingQueue<>();
  private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong nextKey = new AtomicLong();
  private final InferenceEngine.Session session;
  private final Thread thread = new Thread(this::deliver, "mosaicgpt-client");

  /** Set before {@link #pending} is emptied for good, read after it was added to. */
  private volatile Throwable ended;

  private InferenceClient(InferenceEngine engine) {
    this.session =
        engine.open(
            new GenerationEvent.Listener() {
              @Override
              public void onEvents(List<GenerationEvent> events) {
                mails.add(new Mail.Events(List.copyOf(events)));
              }

              @Override
              public void onFailure(Throwable cause) {
                mails.add(new Mail.Broken(cause));
              }
            });
    thread.setDaemon(true);
  }

  /** A client of an engine, which the caller closes after the client. */
  public static InferenceClient of(InferenceEngine engine) {
    InferenceClient client = new InferenceClient(requireNonNull(engine, "engine is null"));
    client.thread.start();
    return client;
  }

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
    session.close();
    mails.add(new Mail.Closed());
  }

  private void deliver() {
    try {
      while (ended == null) {
        Mail mail = mails.take();
        if (mail instanceof Mail.Events events) {
          events.events().forEach(this::deliver);
        } else if (mail instanceof Mail.Broken broken) {
          end(
              new IllegalStateException(
                  "The engine broke: " + broken.cause().getMessage(), broken.cause()));
        } else {
          end(new IllegalStateException("The client is closed"));
        }
      }
    } catch (InterruptedException e) {
      end(new IllegalStateException("The client's thread was interrupted", e));
    }
  }

  private void end(Throwable why) {
    ended = why;
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
      } catch (RuntimeException e) {
        entry.answer().completeExceptionally(e);
      }
    } else if (event instanceof GenerationEvent.Failed failed) {
      fail(event.key(), new RequestException(failed.code(), failed.message()));
    } else if (event instanceof GenerationEvent.Finished finished) {
      pending.remove(event.key());
      entry.answer().complete(new Answer(entry.request(), entry.tokens(), finished));
    }
  }
}
