package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.generation.GenerationRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identifies what generated tokens stand behind and what ends them: the ids of the prompt's tokens,
 * the stop texts and the form. The event does not say when its prompt is made by a template.
 * Constraint: a part of the state's form, so that another way to hash makes every restored request
 * start over.
 */
final class PromptHash {
  private PromptHash() {}

  /** SHA-256 in hexadecimal. */
  static String of(GenerationRequest request) {
    MessageDigest digest = sha256();
    int[] prompt = request.promptTokens();
    ByteBuffer tokens = ByteBuffer.allocate(Integer.BYTES * (prompt.length + 1));
    tokens.putInt(prompt.length);
    tokens.asIntBuffer().put(prompt);
    digest.update(tokens.array());
    request.sampling().stop().forEach(stop -> update(digest, stop));
    request.form().ifPresent(form -> update(digest, form.text().sha256()));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks SHA-256", e);
    }
  }
}
