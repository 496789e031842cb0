package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * Id 0 is special, the first ids are pieces of one to three letters, and two ids are the halves of
 * one character.
 */
final class LetterTokenizer implements Tokenizer {
  private static final String[] PIECES = {
    "", "a", "b", "c", "d", "ab", "bc", "cd", "abc", "da", "aa", " ", "x", "y", "xy", "bcd"
  };
  private static final int FIRST_HALF = PIECES.length;
  private static final byte[] CHARACTER = "é".getBytes(StandardCharsets.UTF_8);

  @Override
  public int[] encode(String text) {
    return text.chars()
        .flatMap(c -> c == 'é' ? IntStream.of(FIRST_HALF, FIRST_HALF + 1) : IntStream.of(letter(c)))
        .toArray();
  }

  private static int letter(int c) {
    for (int id = 1; id < PIECES.length; id++) {
      if (PIECES[id].equals(String.valueOf((char) c))) {
        return id;
      }
    }
    throw new IllegalArgumentException("no token for " + (char) c);
  }

  @Override
  public byte[] bytes(int tokenId) {
    if (tokenId < PIECES.length) {
      return PIECES[tokenId].getBytes(StandardCharsets.UTF_8);
    }
    return tokenId < size() ? new byte[] {CHARACTER[tokenId - FIRST_HALF]} : new byte[0];
  }

  @Override
  public String decode(int[] tokenIds) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : tokenIds) {
      bytes.writeBytes(bytes(id));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public int size() {
    return PIECES.length + 2;
  }

  @Override
  public void close() {}
}
