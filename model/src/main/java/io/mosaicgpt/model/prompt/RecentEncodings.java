package io.mosaicgpt.model.prompt;

import io.mosaicgpt.model.cache.RecentlyUsed;
import java.util.Collections;
import java.util.Map;
import java.util.function.Function;

/**
 * The tokens of short texts that were tokenized last. A stream's events have the same labels behind
 * the same end of a prompt, and to tokenize those for each event takes longer than all else that
 * admits it. Thread-safe.
 */
final class RecentEncodings {
  /** Some sets of a thousand labels; with their texts a few MB at most. */
  private static final int MOST_KEPT = 8192;

  private static final int LONGEST_KEPT = 256;

  private final Map<String, int[]> recent =
      Collections.synchronizedMap(new RecentlyUsed<>(MOST_KEPT));

  /**
   * Tokens of a text, which nobody changes.
   *
   * @param tokenizer makes those that are not known, always the same
   */
  int[] encode(Function<String, int[]> tokenizer, String text) {
    if (text.length() > LONGEST_KEPT) {
      return tokenizer.apply(text);
    }
    int[] tokens = recent.get(text);
    if (tokens == null) {
      tokens = tokenizer.apply(text);
      recent.put(text, tokens);
    }
    return tokens;
  }
}
