package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Id 0 is special; then come the letters, a line break, and pairs of letters. */
final class PairTokenizer implements Tokenizer {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz\n";

  private final Map<String, Integer> ids = new HashMap<>();
  private final String[] pieces;

  PairTokenizer(int size) {
    pieces = new String[size];
    pieces[0] = "";
    int letters = LETTERS.length();
    for (int id = 1; id < size; id++) {
      int pair = id - 1 - letters;
      pieces[id] =
          pair < 0
              ? LETTERS.substring(id - 1, id)
              : "" + LETTERS.charAt(pair / letters) + LETTERS.charAt(pair % letters);
      ids.put(pieces[id], id);
    }
  }

  @Override
  public int[] encode(String text) {
    IntStream.Builder tokens = IntStream.builder();
    for (int i = 0; i < text.length(); ) {
      int end = Math.min(i + 2, text.length());
      Integer id = ids.get(text.substring(i, end));
      tokens.add(id == null ? ids.get(text.substring(i, i + 1)) : id);
      i = id == null ? i + 1 : end;
    }
    return tokens.build().toArray();
  }

  @Override
  public String decode(int[] tokenIds) {
    return IntStream.of(tokenIds).mapToObj(id -> pieces[id]).collect(Collectors.joining());
  }

  @Override
  public byte[] bytes(int tokenId) {
    return pieces[tokenId].getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int size() {
    return pieces.length;
  }

  @Override
  public void close() {}
}
