package io.mosaicgpt.model.tokenizer;

import java.nio.charset.StandardCharsets;

/** Text to token ids and back. Thread-safe. */
public interface Tokenizer extends AutoCloseable {
  /** Token ids of a text; special tokens written out in the text are not recognised as such. */
  int[] encode(String text);

  /**
   * Text of token ids, special tokens left out. Bytes that form no complete UTF-8 character become
   * U+FFFD.
   */
  String decode(int[] tokenIds);

  /**
   * The bytes of UTF-8 text that one token stands for: part of a character, or several of them;
   * none for special tokens and ids that are no tokens. {@link #decode} of many tokens is the text
   * of all their bytes one after another.
   *
   * <p>By default the UTF-8 of {@link #decode} of the one token, which suits tokenizers whose
   * tokens are whole characters.
   */
  default byte[] bytes(int tokenId) {
    return decode(new int[] {tokenId}).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Whether what stands behind this token in a text gets the tokens that it has by itself, whatever
   * it is. False where that is not known.
   */
  default boolean endsApart(int tokenId) {
    return false;
  }

  /** Number of ids this tokenizer knows; ids from here on are padding rows of the model. */
  int size();

  @Override
  void close();
}
