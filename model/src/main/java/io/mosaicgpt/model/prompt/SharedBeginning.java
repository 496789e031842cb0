package io.mosaicgpt.model.prompt;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Tokenizes texts that begin alike as wholes, at the cost of what differs. Byte-level tokenizers
 * cut a text into words before they look for tokens, and a word that is led by one blank is cut off
 * from what stands before it whatever comes behind. So all up to the beginning's last such word is
 * tokenized once; the rest is tokenized with each text, since its tokens may depend on what
 * follows. A beginning whose last token {@linkplain Tokenizer#endsApart ends apart} leaves no rest.
 */
public final class SharedBeginning {
  private final Function<String, int[]> encode;
  private final int[] tokens;
  private final int[] head;
  private final String tail;

  /** A beginning, tokenized. */
  public SharedBeginning(Tokenizer tokenizer, String beginning) {
    this(tokenizer, beginning, tokenizer::encode);
  }

  /**
   * A beginning, tokenized.
   *
   * @param encode how the tokenizer tokenizes what differs, where that is not all of the text
   */
  SharedBeginning(Tokenizer tokenizer, String beginning, Function<String, int[]> encode) {
    requireNonNull(encode, "encode is null");
    this.tokens = tokenizer.encode(beginning);
    int cut =
        tokens.length > 0 && tokenizer.endsApart(tokens[tokens.length - 1])
            ? beginning.length()
            : lastLedWord(beginning);
    int[] last = tokenizer.encode(beginning.substring(cut));
    int first = tokens.length - last.length;
    // Tokenizers of other kinds, and those with tokens of several words, may not cut there.
    boolean apart = first > 0 && Arrays.equals(tokens, first, tokens.length, last, 0, last.length);
    this.head = Arrays.copyOf(tokens, apart ? first : 0);
    this.tail = apart ? beginning.substring(cut) : beginning;
    this.encode = apart ? encode : tokenizer::encode;
  }

  /** Where the last letter stands that has one white space before it, the white space included. */
  private static int lastLedWord(String text) {
    return IntStream.iterate(text.length() - 1, i -> i > 1, i -> i - 1)
        .filter(
            i ->
                Character.isLetter(text.charAt(i))
                    && isBlank(text.charAt(i - 1))
                    && !Character.isWhitespace(text.charAt(i - 2)))
        .map(i -> i - 1)
        .findFirst()
        .orElse(0);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\n';
  }

  /** Tokens of the beginning by itself. */
  public int[] tokens() {
    return tokens.clone();
  }

  /** Tokens of the whole text of the beginning and {@code rest}. */
  public int[] with(String rest) {
    return joined(head, encode.apply(tail + rest));
  }

  private static int[] joined(int[] first, int[] second) {
    int[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
