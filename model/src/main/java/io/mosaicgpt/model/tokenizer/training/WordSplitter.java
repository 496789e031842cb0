package io.mosaicgpt.model.tokenizer.training;

import static java.util.Objects.requireNonNull;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Cuts texts into the words within which merges are made, as the tokenizer will: added tokens are
 * cut out first, the longest where several begin; what is left is brought to normal form C and cut
 * by GPT-2's pattern.
 *
 * <p>Characters that are younger than this Java's Unicode may be cut otherwise. That changes what
 * is counted, and never the ids, which are the Hugging Face library's.
 */
final class WordSplitter {
  /** GPT-2, {@code encoder.py}; white space is Unicode's there, and not ASCII's as in Java. */
  private static final Pattern WORD =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+"
              + "| ?[^\\p{IsWhite_Space}\\p{L}\\p{N}]+"
              + "|\\p{IsWhite_Space}+(?!\\P{IsWhite_Space})|\\p{IsWhite_Space}+");

  private static final Pattern NOTHING = Pattern.compile("(?!)");

  private final Pattern added;

  /** A splitter for a tokenizer with these added tokens. */
  WordSplitter(List<String> added) {
    requireNonNull(added, "added is null");
    // The pattern takes the first alternative that fits: the longest.
    this.added =
        added.isEmpty()
            ? NOTHING
            : Pattern.compile(
                added.stream()
                    .sorted(Comparator.comparing(String::length).reversed())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|")));
  }

  /** Gives all words of a text, in order; added tokens are none. */
  void split(String text, Consumer<String> words) {
    Matcher token = added.matcher(text);
    int end = 0;
    while (token.find()) {
      piece(text.substring(end, token.start()), words);
      end = token.end();
    }
    piece(text.substring(end), words);
  }

  private static void piece(String text, Consumer<String> words) {
    Matcher word = WORD.matcher(Normalizer.normalize(text, Normalizer.Form.NFC));
    while (word.find()) {
      words.accept(word.group());
    }
  }
}
