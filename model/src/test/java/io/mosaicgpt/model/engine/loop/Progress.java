package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.sampling.ScoredToken;
import java.util.ArrayList;
import java.util.List;

/** How far a request has come, over all its attempts. */
final class Progress {
  private final List<Integer> tokens = new ArrayList<>();
  private final List<ScoredToken> logprobs = new ArrayList<>();
  private GenerationEvent.Finished end;

  /** Begins behind tokens that an attempt generated of which nothing else is known. */
  void goOnBehind(int[] generated) {
    for (int token : generated) {
      tokens.add(token);
      logprobs.add(null);
    }
  }

  void add(GenerationEvent event) {
    if (event instanceof GenerationEvent.Token token && end == null) {
      tokens.add(token.tokenId());
      logprobs.add(token.logprob());
    } else if (event instanceof GenerationEvent.Finished finished && end == null) {
      end = finished;
    } else {
      throw new AssertionError("unexpected: " + event);
    }
  }

  boolean hasEnded() {
    return end != null;
  }

  int[] tokens() {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  Observed observed() {
    return new Observed(
        List.copyOf(tokens),
        new ArrayList<>(logprobs),
        end.reason(),
        end.choiceLogprobs(),
        end.promptLogprobs());
  }
}
