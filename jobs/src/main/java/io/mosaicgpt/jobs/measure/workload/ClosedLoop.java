package io.mosaicgpt.jobs.measure.workload;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.client.InferenceClient;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.generation.RequestException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Serves a list of requests as that many clients would that each wait for an answer before they ask
 * again. So a request's latency holds its work and that of its neighbours, not the length of the
 * list.
 */
public final class ClosedLoop {
  private final InferenceClient engine;
  private final List<GenerationRequest> requests;
  private final ProgressLine progress;
  private final CompletableFuture<Long> lastEnd = new CompletableFuture<>();

  /** Guarded by this, as are the counts: {@link #run} asks first, the engine's thread goes on. */
  private final RequestResult[] results;

  private int asked;
  private int answered;

  private ClosedLoop(
      InferenceClient engine, List<GenerationRequest> requests, ProgressLine progress) {
    this.engine = engine;
    this.requests = requests;
    this.progress = progress;
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
    // Asked from another thread, the engine would begin its next step without the successor, and
    // every request would leave its slot empty for a step.
    try (InferenceClient client = InferenceClient.onEngineThread(engine)) {
      return new ClosedLoop(client, requests, progress).run(clients);
    }
  }

  private Outcome run(int clients) throws InterruptedException {
    long start = System.nanoTime();
    for (int i = 0; i < clients; i++) {
      askNext();
    }
    try {
      long wallNanos = lastEnd.get() - start;
      return outcome(wallNanos);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RequestException) {
        throw new BadInputException(cause.getMessage(), cause);
      }
      throw new IllegalStateException(cause.getMessage(), cause);
    }
  }

  private synchronized void askNext() {
    if (asked == requests.size()) {
      return;
    }
    int index = asked++;
    CompletableFuture<Answer> unused =
        engine
            .submit(requests.get(index))
            .whenComplete(
                (answer, failure) -> {
                  if (failure == null) {
                    take(index, answer);
                  } else {
                    lastEnd.completeExceptionally(failure);
                  }
                });
  }

  private synchronized void take(int index, Answer answer) {
    results[index] = RequestResult.of(answer);
    answered++;
    progress.to(answered, requests.size());
    if (answered == requests.size()) {
      lastEnd.complete(System.nanoTime());
    } else {
      askNext();
    }
  }

  private synchronized Outcome outcome(long wallNanos) {
    return new Outcome(List.of(results), wallNanos);
  }
}
