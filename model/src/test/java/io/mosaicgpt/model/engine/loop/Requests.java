package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.util.List;

/** Requests for tests. */
public final class Requests {
  private Requests() {}

  public static GenerationRequest greedy(long key, int maxTokens, int... prompt) {
    return request(
        key, SamplingParams.builder().maxTokens(maxTokens).ignoreEos(true).build(), prompt);
  }

  public static GenerationRequest request(long key, SamplingParams sampling, int... prompt) {
    return new GenerationRequest(
        key,
        "r" + key,
        prompt,
        new int[0],
        sampling,
        List.of(),
        false,
        0,
        GenerationRequest.NO_DEADLINE);
  }
}
