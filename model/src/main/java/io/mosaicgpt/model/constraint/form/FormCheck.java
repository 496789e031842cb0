package io.mosaicgpt.model.constraint.form;

import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;

/** Says whether a form can be used, where no model is at hand: whether it can does not need one. */
public final class FormCheck {
  private static final int BYTES = 256;

  private FormCheck() {}

  /**
   * Compiles a form, which takes no longer than for a model, and keeps nothing of it.
   *
   * @throws io.mosaicgpt.model.constraint.FormException when it cannot be used
   */
  public static void check(FormText form) {
    new FormCompiler(new ByteTokens()).compile(form);
  }

  /** A token for each byte. */
  private static final class ByteTokens implements Tokenizer {
    @Override
    public int[] encode(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int[] tokens = new int[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        tokens[i] = bytes[i] & 0xFF;
      }
      return tokens;
    }

    @Override
    public String decode(int[] tokenIds) {
      byte[] bytes = new byte[tokenIds.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) tokenIds[i];
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int tokenId) {
      return new byte[] {(byte) tokenId};
    }

    @Override
    public int size() {
      return BYTES;
    }

    @Override
    public void close() {}
  }
}
