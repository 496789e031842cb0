package io.mosaicgpt.model.constraint.form;

import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A token for each byte and some longer ones, of which the longest that fits is taken. */
public final class ByteTokenizer implements Tokenizer {
  private final List<byte[]> tokens = new ArrayList<>();

  /** Ids 0 to 255 are bytes, 256 is special, and those behind are the texts. */
  public ByteTokenizer(String... texts) {
    for (int value = 0; value < 256; value++) {
      tokens.add(new byte[] {(byte) value});
    }
    tokens.add(new byte[0]);
    for (String text : texts) {
      tokens.add(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public int[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<Integer> ids = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += tokens.get(ids.get(ids.size() - 1)).length) {
      ids.add(longest(bytes, at));
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private int longest(byte[] bytes, int at) {
    int best = bytes[at] & 0xFF;
    for (int id = 256; id < tokens.size(); id++) {
      byte[] token = tokens.get(id);
      if (token.length > tokens.get(best).length
          && at + token.length <= bytes.length
          && Arrays.equals(token, Arrays.copyOfRange(bytes, at, at + token.length))) {
        best = id;
      }
    }
    return best;
  }

  @Override
  public String decode(int[] tokenIds) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : tokenIds) {
      bytes.writeBytes(tokens.get(id));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] bytes(int tokenId) {
    return tokens.get(tokenId).clone();
  }

  @Override
  public int size() {
    return tokens.size();
  }

  @Override
  public void close() {}
}
