package io.mosaicgpt.model.tokenizer.training;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * All different words as chains of symbols, at first one for each byte. A place is that of a byte;
 * merging two neighbours leaves their symbol at the first one's place, so that places stay what
 * they are however long a word is.
 */
final class SymbolChains {
  /** In place of a symbol that was merged into another, and of a neighbour behind a word's ends. */
  static final int NONE = -1;

  private final int[] symbols;
  private final int[] previous;
  private final int[] next;
  private final int[] words;
  private final long[] times;

  /**
   * Chains of bytes.
   *
   * @param idOfByte the symbol of each byte from 0 to 255
   */
  SymbolChains(Map<String, WordCounts.Count> counts, IntUnaryOperator idOfByte) {
    requireNonNull(idOfByte, "idOfByte is null");
    int places = counts.keySet().stream().mapToInt(SymbolChains::length).reduce(0, Math::addExact);
    symbols = new int[places];
    previous = new int[places];
    next = new int[places];
    words = new int[places];
    times = new long[counts.size()];
    int place = 0;
    int word = 0;
    for (Map.Entry<String, WordCounts.Count> entry : counts.entrySet()) {
      times[word] = entry.getValue().times();
      byte[] bytes = entry.getKey().getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < bytes.length; i++, place++) {
        symbols[place] = idOfByte.applyAsInt(bytes[i] & 0xFF);
        previous[place] = i == 0 ? NONE : place - 1;
        next[place] = i == bytes.length - 1 ? NONE : place + 1;
        words[place] = word;
      }
      word++;
    }
  }

  int places() {
    return symbols.length;
  }

  /** The symbol at a place, or {@link #NONE}. */
  int symbol(int place) {
    return place == NONE ? NONE : symbols[place];
  }

  int previous(int place) {
    return previous[place];
  }

  int next(int place) {
    return next[place];
  }

  /** How often the word occurs that a place is in. */
  long times(int place) {
    return times[words[place]];
  }

  /** Makes one symbol of the one at {@code place} and the next. */
  void merge(int place, int symbol) {
    int second = next[place];
    int after = next[second];
    symbols[place] = symbol;
    symbols[second] = NONE;
    next[place] = after;
    if (after != NONE) {
      previous[after] = place;
    }
  }

  /** Symbols of all texts: each word's as often as it occurs. */
  long total() {
    long total = 0;
    for (int place = 0; place < symbols.length; place++) {
      total += symbols[place] == NONE ? 0 : times(place);
    }
    return total;
  }

  private static int length(String word) {
    return word.getBytes(StandardCharsets.UTF_8).length;
  }
}
