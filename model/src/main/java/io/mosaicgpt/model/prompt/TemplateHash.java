package io.mosaicgpt.model.prompt;

import io.mosaicgpt.model.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Names a template by what it does, so that an answer can say which one made its prompt. */
public final class TemplateHash {
  private TemplateHash() {}

  /** SHA-256, in hexadecimal, of what the template writes around an instruction and a context. */
  public static String of(PromptTemplate template) {
    List<String> parts = new ArrayList<>();
    parts.add(template.render("\u0001", "\u0002"));
    parts.add(template.render("\u0001", null));
    parts.add(template.separator());
    parts.add(template.end());
    parts.addAll(template.stopTexts());
    return of(parts);
  }

  /** SHA-256, in hexadecimal, of texts in their order. */
  public static String of(List<String> texts) {
    MessageDigest digest = Sha256.digest();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return Sha256.hex(digest);
  }
}
