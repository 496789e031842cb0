package io.mosaicgpt.model.generation;

import io.mosaicgpt.model.cache.RecentlyUsed;
import java.nio.IntBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * Log probabilities of labels behind prompts without content, which are the same for every event
 * with the same instruction and labels. One engine's, whose thread alone uses it.
 */
public final class ContentFreeScores {
  /** The least recently used goes beyond these. */
  static final int MOST = 256;

  private final Map<IntBuffer, double[]> scores = new RecentlyUsed<>(MOST);

  Optional<double[]> find(Labelling labelling) {
    return Optional.ofNullable(scores.get(key(labelling)));
  }

  void put(Labelling labelling, double[] logprobs) {
    scores.put(key(labelling), logprobs.clone());
  }

  /** All that the scores depend on: each list of tokens behind its length. */
  private static IntBuffer key(Labelling labelling) {
    int size = labelling.contentFreePrompt().length + 1;
    for (Choice choice : labelling.contentFreeChoices()) {
      size += choice.tokenIds().length + 1;
    }
    IntBuffer key = IntBuffer.allocate(size);
    key.put(labelling.contentFreePrompt().length).put(labelling.contentFreePrompt());
    for (Choice choice : labelling.contentFreeChoices()) {
      key.put(choice.tokenIds().length).put(choice.tokenIds());
    }
    return key.flip();
  }
}
