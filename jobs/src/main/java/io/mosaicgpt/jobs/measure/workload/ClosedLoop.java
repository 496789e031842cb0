package io.mosaicgpt.jobs.measure.workload;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Serves a list of requests as that many clients would that each wait for an answer before they ask
 * again. So a request's latency holds its work and that of its neighbours, not the length of the
 * list. The key of a request is its index in the list.
 *
 * <p>The engine's thread calls the listener and submits the successors; {@link #run} waits.
 */
public final class ClosedLoop implements GenerationEvent.Listener {
  private final List<GenerationRequest> requests;
  private final int clients;
  private final ProgressLine progress;
  private final List<List<Integer>> tokens = new ArrayList<>();
  private final long[] submitted;
  private final long[] firstToken;
  private final RequestResult[] results;
  private final CompletableFuture<Long> lastEnd = new CompletableFuture<>();
  // Written by the caller before the first submission, then by the engine's thread alone.
  private InferenceEngine.Session session;
  private int next;
  private int finished;

  private ClosedLoop(List<GenerationRequest> requests, int clients, ProgressLine progress) {
    this.requests = requests;
    this.clients = Math.min(clients, requests.size());
    this.progress = progress;
    requests.forEach(request -> tokens.add(new ArrayList<>()));
    this.submitted = new long[requests.size()];
    this.firstToken = new long[requests.size()];
    this.results = new RequestResult[requests.size()];
  }

  /**
   * What came of it.
   *
   * @param results in the order of the requests
   * @param wallNanos from the first submission to the last end
   */
  public record Outcome(List<RequestResult> results, long wallNanos) {
    /** Tokens that were generated. */
    public long generatedTokens() {
      return results.stream().mapToLong(result -> result.tokenIds().size()).sum();
    }
  }

  /**
   * Serves all requests.
   *
   * @throws BadInputException when the engine refuses one
   * @throws IllegalStateException when the engine breaks
   */
  public static Outcome run(
      InferenceEngine engine, List<GenerationRequest> requests, int clients, ProgressLine progress)
      throws InterruptedException {
    ClosedLoop loop = new ClosedLoop(requests, clients, progress);
    try (InferenceEngine.Session session = engine.open(loop)) {
      return loop.run(session);
    }
  }

  private Outcome run(InferenceEngine.Session opened) throws InterruptedException {
    session = opened;
    next = clients;
    long start = System.nanoTime();
    for (int i = 0; i < clients; i++) {
      submitted[i] = System.nanoTime();
      opened.submit(requests.get(i));
    }
    try {
      long wallNanos = lastEnd.get() - start;
      return new Outcome(List.of(results), wallNanos);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BadInputException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(
          "The engine broke during the benchmark: " + e.getCause().getMessage(), e.getCause());
    }
  }

  @Override
  public void onEvents(List<GenerationEvent> events) {
    long now = System.nanoTime();
    for (GenerationEvent event : events) {
      int index = Math.toIntExact(event.key());
      if (event instanceof GenerationEvent.Token token) {
        if (tokens.get(index).isEmpty()) {
          firstToken[index] = now;
        }
        tokens.get(index).add(token.tokenId());
      } else if (event instanceof GenerationEvent.Failed failed) {
        lastEnd.completeExceptionally(new BadInputException(failed.message()));
      } else {
        finish(index, now);
      }
    }
  }

  private void finish(int index, long now) {
    long first = firstToken[index] == 0 ? now : firstToken[index];
    results[index] =
        new RequestResult(
            requests.get(index).promptTokens().length,
            tokens.get(index),
            first - submitted[index],
            now - submitted[index]);
    finished++;
    progress.to(finished, requests.size());
    if (next < requests.size()) {
      submitted[next] = now;
      session.submit(requests.get(next++));
    } else if (finished == requests.size()) {
      lastEnd.complete(now);
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    lastEnd.completeExceptionally(cause);
  }
}
