package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.generation.GenerationEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Keeps what a session is told, and checks the order of it. */
public final class Recorder implements GenerationEvent.Listener {
  /** Long enough for a busy machine; nothing is timed by it. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Map<Long, List<GenerationEvent.Token>> tokens = new HashMap<>();
  private final Map<Long, GenerationEvent> ends = new HashMap<>();
  private Throwable failure;
  private int failures;
  private int batches;

  @Override
  public synchronized void onEvents(List<GenerationEvent> events) {
    batches++;
    for (GenerationEvent event : events) {
      if (ends.containsKey(event.key()) || failure != null) {
        throw new AssertionError("an event after the end: " + event);
      }
      if (event instanceof GenerationEvent.Token token) {
        tokens.computeIfAbsent(event.key(), k -> new ArrayList<>()).add(token);
      } else {
        ends.put(event.key(), event);
      }
    }
    notifyAll();
  }

  @Override
  public synchronized void onFailure(Throwable cause) {
    failure = cause;
    failures++;
    notifyAll();
  }

  public synchronized void await(int finished) throws InterruptedException {
    awaitUntil(
        () -> ends.size() >= finished || failure != null,
        () -> "only %d of %d ended".formatted(ends.size(), finished));
  }

  public synchronized void awaitToken(long key) throws InterruptedException {
    awaitUntil(() -> tokenIds(key).length > 0, () -> "no token for " + key);
  }

  private void awaitUntil(BooleanSupplier done, Supplier<String> complaint)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError(complaint.get());
      }
      wait(left);
    }
  }

  public synchronized int[] tokenIds(long key) {
    return tokens(key).stream().mapToInt(GenerationEvent.Token::tokenId).toArray();
  }

  synchronized List<GenerationEvent.Token> tokens(long key) {
    return List.copyOf(tokens.getOrDefault(key, List.of()));
  }

  synchronized String deltas(long key) {
    StringBuilder text = new StringBuilder();
    tokens(key).forEach(token -> text.append(token.text()));
    return text.toString();
  }

  synchronized boolean hasEnded(long key) {
    return ends.containsKey(key);
  }

  synchronized GenerationEvent.Finished finished(long key) {
    if (ends.get(key) instanceof GenerationEvent.Finished finished) {
      return finished;
    }
    throw new AssertionError("request %d ended with %s".formatted(key, ends.get(key)));
  }

  synchronized GenerationEvent.Failed failed(long key) {
    if (ends.get(key) instanceof GenerationEvent.Failed failed) {
      return failed;
    }
    throw new AssertionError("request %d ended with %s".formatted(key, ends.get(key)));
  }

  public synchronized Throwable failure() {
    return failure;
  }

  public synchronized int failures() {
    return failures;
  }

  public synchronized int batches() {
    return batches;
  }
}
