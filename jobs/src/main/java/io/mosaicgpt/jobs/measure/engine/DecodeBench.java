package io.mosaicgpt.jobs.measure.engine;

import io.mosaicgpt.jobs.measure.workload.Percentiles;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.client.InferenceClient;
import io.mosaicgpt.model.engine.InferenceEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures decoding at batch 1: one request of random ids by itself, and the median time from one
 * of its tokens to the next. Such a step reads every weight once, so that its time is the memory's.
 */
final class DecodeBench {
  private static final int PROMPT = 128;
  private static final int TOKENS = 33;

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
    List<Long> times = new ArrayList<>();
    // Steps end on the engine's thread; another would add how long it takes to wake up.
    try (ProgressLine progress = ProgressLine.of("Measuring decoding", ProgressUnit.REQUESTS);
        InferenceClient client = InferenceClient.onEngineThread(engine)) {
      client.serve(
          PrefillBench.prompt(0, "decode", ids, tokens), token -> times.add(System.nanoTime()));
      progress.to(1, 1);
    }
    return rate(times, prompt);
  }

  private static Rate rate(List<Long> times, int prompt) {
    double[] steps = new double[times.size() - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (times.get(i + 1) - times.get(i)) / 1e9;
    }
    // The first of these steps sees the prompt and one token, each later one a token more.
    return new Rate(new Percentiles(steps).at(50), prompt + (1 + steps.length) / 2.0);
  }
}
