package io.mosaicgpt.jobs.measure.engine;

import io.mosaicgpt.jobs.measure.workload.ClosedLoop;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures prefill by itself. In the workload's run, chunks of prompts share steps with the tokens
 * of other requests, so their time cannot be told apart. Here one prompt per slot, as long as those
 * of the workload, is served for a single token each, which the last step of its prefill gives: no
 * step decodes. The ids are random, so the prefix cache has nothing of them; the rate counts only
 * tokens that were computed.
 */
final class PrefillBench {
  private static final int MOST_TOKENS = 4096;

  private PrefillBench() {}

  /** Prompt tokens computed per second. */
  static double tokensPerSecond(InferenceEngine engine, List<GenerationRequest> workload, long seed)
      throws InterruptedException {
    List<GenerationRequest> prompts = prompts(engine, workload, seed);
    EngineStats before = engine.stats();
    ClosedLoop.Outcome outcome;
    try (ProgressLine progress = ProgressLine.of("Measuring prefill", ProgressUnit.REQUESTS)) {
      outcome = ClosedLoop.run(engine, prompts, prompts.size(), progress);
    }
    long computed = engine.stats().promptTokens() - before.promptTokens();
    return computed / (outcome.wallNanos() / 1e9);
  }

  private static List<GenerationRequest> prompts(
      InferenceEngine engine, List<GenerationRequest> workload, long seed) {
    Random random = new Random(seed);
    int vocabulary = engine.model().config().usableVocabSize();
    List<GenerationRequest> prompts = new ArrayList<>();
    int tokens = 0;
    for (GenerationRequest request : workload) {
      int length = request.promptTokens().length;
      if (prompts.size() == engine.setup().maxNumSeqs()
          || (tokens + length > MOST_TOKENS && tokens > 0)) {
        break;
      }
      tokens += length;
      int[] ids = random.ints(length, 0, vocabulary).toArray();
      prompts.add(prompt(prompts.size(), "prefill-" + prompts.size(), ids, 1));
    }
    return prompts;
  }

  /** A greedy request that is answered with exactly so many tokens. */
  static GenerationRequest prompt(int index, String name, int[] tokens, int maxTokens) {
    return new GenerationRequest(
        index,
        name,
        tokens,
        new int[0],
        SamplingParams.builder().maxTokens(maxTokens).ignoreEos(true).build(),
        List.of(),
        false,
        0,
        GenerationRequest.NO_DEADLINE);
  }
}
