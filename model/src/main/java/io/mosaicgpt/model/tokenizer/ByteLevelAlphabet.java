package io.mosaicgpt.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The alphabet in which byte-level vocabularies write bytes as visible characters (GPT-2, {@code
 * encoder.py}, {@code bytes_to_unicode}): printable Latin-1 stands for itself, every other byte, in
 * order, for the characters from U+0100 on.
 */
public final class ByteLevelAlphabet {
  private static final int FIRST_STAND_IN = 0x100;
  private static final char[] CHARACTERS = new char[256];
  private static final int[] BYTES = new int[2 * FIRST_STAND_IN];

  static {
    Arrays.fill(BYTES, -1);
    int standIn = FIRST_STAND_IN;
    for (int value = 0; value < 256; value++) {
      CHARACTERS[value] = isPrintable(value) ? (char) value : (char) standIn++;
      BYTES[CHARACTERS[value]] = value;
    }
  }

  private ByteLevelAlphabet() {}

  /** The character that stands for a byte. */
  public static char character(int value) {
    return CHARACTERS[value];
  }

  /** Whether a character stands for a byte. */
  public static boolean has(char character) {
    return character < BYTES.length && BYTES[character] >= 0;
  }

  /**
   * The bytes of a token. One with a character outside the alphabet, as added tokens may have, is
   * plain text, as in the decoder of the Hugging Face library.
   */
  static byte[] bytes(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char character = token.charAt(i);
      if (!has(character)) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) BYTES[character];
    }
    return bytes;
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xA1 && value <= 0xAC)
        || (value >= 0xAE && value <= 0xFF);
  }
}
