package io.mosaicgpt.operators.generate;

import io.mosaicgpt.model.digest.Sha256;
import io.mosaicgpt.model.generation.GenerationRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

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
    MessageDigest digest = Sha256.digest();
    int[] prompt = request.promptTokens();
    ByteBuffer tokens = ByteBuffer.allocate(Integer.BYTES * (prompt.length + 1));
    tokens.putInt(prompt.length);
    tokens.asIntBuffer().put(prompt);
    digest.update(tokens.array());
    request.sampling().stop().forEach(stop -> update(digest, stop));
    request.form().ifPresent(form -> update(digest, form.text().sha256()));
    return Sha256.hex(digest);
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
