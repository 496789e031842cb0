package io.mosaicgpt.model.sampling;

import java.util.List;

/** The checks of {@link SamplingParams}, with their sentences. */
final class SamplingRanges {
  private static final int MOST_STOP_TEXTS = 16;

  private SamplingRanges() {}

  static void check(boolean ok, String word, Object value, String range) {
    if (!ok) {
      throw refused(word, value, range);
    }
  }

  /** Made only for a value that is refused: every event passes these checks. */
  private static IllegalArgumentException refused(String word, Object value, String range) {
    return new IllegalArgumentException(word + " is " + value + ", but must be " + range);
  }

  static void atLeast(String word, int value, int least) {
    if (value < least) {
      throw refused(word, value, least + " or more");
    }
  }

  /** Both ends included; NaN is outside. */
  static void within(String word, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw refused(word, value, "from " + plain(least) + " to " + plain(most));
    }
  }

  static void logprobs(int alternatives) {
    check(alternatives >= 0 && alternatives <= 20, "logprobs", alternatives, "from 0 to 20");
  }

  static void fewStopTexts(List<String> stop) {
    check(
        stop.size() <= MOST_STOP_TEXTS,
        "stop",
        "a list of " + stop.size() + " texts",
        "at most " + MOST_STOP_TEXTS + " of them");
  }

  static void stopTexts(List<String> stop) {
    for (String text : stop) {
      check(!text.isEmpty(), "stop", "an empty text", "at least one character long");
      // Half a surrogate pair would match, and cut, inside a character.
      check(isWellFormed(text), "stop", "a text with half a surrogate pair", "whole characters");
    }
  }

  private static boolean isWellFormed(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
  }
}
