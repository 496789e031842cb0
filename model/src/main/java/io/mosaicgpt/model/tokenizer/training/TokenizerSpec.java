package io.mosaicgpt.model.tokenizer.training;

import io.mosaicgpt.model.tokenizer.ByteLevelAlphabet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a tokenizer should be like. Ids begin with {@link #END_OF_TEXT} and the special tokens; then
 * come the 256 bytes, the merges, and the added tokens, as in GPT-NeoX's file.
 *
 * @param vocabSize ids of the tokenizer, all kinds of token together; fewer when the data has no
 *     more pairs
 * @param minFrequency how often a pair of tokens must occur to become one
 * @param special texts of further special tokens, which no text is ever tokenized to
 * @param added texts that become one token wherever they stand, and count for no merge
 */
public record TokenizerSpec(
    int vocabSize, long minFrequency, List<String> special, List<String> added) {
  /** The token that ends a text; its id is 0. */
  public static final String END_OF_TEXT = "<|endoftext|>";

  /** The most ids that a {@code tokenizer.json} is read with. */
  public static final int MOST_IDS = 1 << 20;

  static final int BYTES = 256;

  /** Each of them is looked for at every place of every text. */
  private static final int MOST_TOKENS = 10_000;

  /**
   * Checks what was asked for.
   *
   * @throws IllegalArgumentException when there can be no such tokenizer; one sentence that begins
   *     with {@code vocab-size}, {@code min-frequency}, {@code special} or {@code added-token}
   */
  public TokenizerSpec {
    special = List.copyOf(special);
    added = List.copyOf(added);
    special.forEach(text -> requireToken("special", text));
    added.forEach(text -> requireToken("added-token", text));
    requireDistinct(special, added);
    if (minFrequency < 1) {
      throw new IllegalArgumentException(
          "min-frequency is %d: give a whole number of at least 1.".formatted(minFrequency));
    }
    int least = BYTES + 1 + special.size() + added.size();
    if (vocabSize < least || vocabSize > MOST_IDS) {
      throw new IllegalArgumentException(
          "vocab-size is %d: give a whole number from %d (the bytes and named tokens) to %d."
              .formatted(vocabSize, least, MOST_IDS));
    }
  }

  /** The most merges there may be. */
  int mostMerges() {
    return vocabSize - BYTES - 1 - special.size() - added.size();
  }

  /** Texts that no merge may make, since they have ids already. */
  List<String> reserved() {
    return Stream.of(Stream.of(END_OF_TEXT), special.stream(), added.stream())
        .flatMap(texts -> texts)
        .toList();
  }

  private static void requireToken(String flag, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(flag + " is empty: give the token's text.");
    }
    if (text.length() == 1 && ByteLevelAlphabet.has(text.charAt(0))) {
      throw new IllegalArgumentException(
          "%s '%s' is the name of a byte, which has a token already: leave it out."
              .formatted(flag, text));
    }
    if (text.codePoints().anyMatch(TokenizerSpec::isHalfPair)) {
      throw new IllegalArgumentException(
          flag + " has half a surrogate pair, which is no text: leave it out.");
    }
  }

  private static boolean isHalfPair(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }

  private static void requireDistinct(List<String> special, List<String> added) {
    if (special.size() + added.size() > MOST_TOKENS) {
      throw new IllegalArgumentException(
          "special and added-token name more than %d tokens: leave some out."
              .formatted(MOST_TOKENS));
    }
    Set<String> seen = new HashSet<>(Set.of(END_OF_TEXT));
    requireNew("special", special, seen);
    requireNew("added-token", added, seen);
  }

  private static void requireNew(String flag, List<String> texts, Set<String> seen) {
    for (String text : texts) {
      if (!seen.add(text)) {
        throw new IllegalArgumentException(
            "%s '%s' is there twice: give every token once.".formatted(flag, text));
      }
    }
  }
}
