package io.mosaicgpt.model.tokenizer;

import java.util.List;
import java.util.function.Predicate;

/**
 * Looks for stop texts in a text that arrives in pieces, and lets through only what can no longer
 * be part of one. The outcome does not depend on where the pieces are cut: the stop text that is
 * complete first ends the text; of several complete at the same character, the longest.
 *
 * <p>Belongs to one request; not thread-safe.
 */
final class StopMatcher {
  private final List<StopText> stopTexts;
  private final StringBuilder held = new StringBuilder();
  private boolean matched;

  /**
   * Makes a matcher.
   *
   * @param stopTexts each at least one whole character
   */
  StopMatcher(List<String> stopTexts) {
    this.stopTexts = stopTexts.stream().map(StopText::new).toList();
  }

  /** Whether a stop text has ended the text. */
  boolean matched() {
    return matched;
  }

  /**
   * Takes the next piece; what follows a stop text in it is dropped.
   *
   * @param counts whether a stop text that is complete in this piece ends the text; asked with what
   *     has not been let through before and stands in front of the stop text
   * @return the text that is let through
   */
  String append(String piece, Predicate<String> counts) {
    if (matched) {
      throw new IllegalStateException("a stop text has already ended this text");
    }
    for (int i = 0; i < piece.length(); i++) {
      char next = piece.charAt(i);
      held.append(next);
      int longest = 0;
      for (StopText stopText : stopTexts) {
        if (stopText.advance(next)
            && stopText.length() > longest
            && counts.test(before(stopText))) {
          longest = stopText.length();
        }
      }
      if (longest > 0) {
        matched = true;
        held.setLength(held.length() - longest);
        return release(held.length());
      }
    }
    int beginning = stopTexts.stream().mapToInt(StopText::beginning).max().orElse(0);
    return release(held.length() - beginning);
  }

  private String before(StopText stopText) {
    return held.substring(0, held.length() - stopText.length());
  }

  /** Lets through what was held, since nothing follows. */
  String flush() {
    return release(held.length());
  }

  private String release(int length) {
    String released = held.substring(0, length);
    held.delete(0, length);
    return released;
  }
}
