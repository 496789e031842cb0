package io.mosaicgpt.jobs.measure.engine;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.measure.workload.Percentiles;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.generation.GenerationRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Measures decoding at batch 1: one request of random ids by itself, and the median time from one
 * of its tokens to the next. Such a step reads every weight once, so that its time is the memory's.
 */
final class DecodeBench implements GenerationEvent.Listener {
  private static final int PROMPT = 128;
  private static final int TOKENS = 33;

  private final List<Long> times = new ArrayList<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private DecodeBench() {}

  /**
   * How fast it was.
   *
   * @param secondsPerStep median
   * @param context positions that a step saw on average
   */
  record Rate(double secondsPerStep, double context) {
    double tokensPerSecond() {
      return 1 / secondsPerStep;
    }
  }

  /**
   * Measures.
   *
   * @throws IllegalStateException when the engine breaks
   */
  static Rate measure(InferenceEngine engine, long seed) throws InterruptedException {
    int longest = engine.model().maxModelLen();
    int tokens = Math.max(2, Math.min(TOKENS, longest / 2));
    int prompt = Math.max(1, Math.min(PROMPT, longest - tokens));
    int vocabulary = engine.model().config().usableVocabSize();
    int[] ids = new Random(seed + 1).ints(prompt, 0, vocabulary).toArray();
    DecodeBench bench = new DecodeBench();
    try (ProgressLine progress = ProgressLine.of("Measuring decoding", ProgressUnit.REQUESTS);
        InferenceEngine.Session session = engine.open(bench)) {
      session.submit(request(ids, tokens));
      bench.await();
      progress.to(1, 1);
    }
    return bench.rate(prompt);
  }

  private static GenerationRequest request(int[] ids, int tokens) {
    return PrefillBench.prompt(0, "decode", ids, tokens);
  }

  private void await() throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BadInputException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(
          "The engine broke during the benchmark: " + e.getCause().getMessage(), e.getCause());
    }
  }

  private Rate rate(int prompt) {
    double[] steps = new double[times.size() - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (times.get(i + 1) - times.get(i)) / 1e9;
    }
    // The first of these steps sees the prompt and one token, each later one a token more.
    return new Rate(new Percentiles(steps).at(50), prompt + (1 + steps.length) / 2.0);
  }

  @Override
  public void onEvents(List<GenerationEvent> events) {
    long now = System.nanoTime();
    for (GenerationEvent event : events) {
      if (event instanceof GenerationEvent.Token) {
        times.add(now);
      } else if (event instanceof GenerationEvent.Failed failed) {
        end.completeExceptionally(new BadInputException(failed.message()));
      } else {
        end.complete(null);
      }
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    end.completeExceptionally(cause);
  }
}
