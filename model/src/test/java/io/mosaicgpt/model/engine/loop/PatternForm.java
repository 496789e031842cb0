package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code java.util.regex} says of answers, as plainly as can be: no automaton, no state. Bytes
 * are matched as if they were characters, so patterns are of ASCII, or of bytes of UTF-8.
 */
final class PatternForm {
  private final Pattern pattern;
  private final Tokenizer tokenizer;

  PatternForm(String regex, Tokenizer tokenizer) {
    byte[] bytes = regex.getBytes(StandardCharsets.UTF_8);
    this.pattern = Pattern.compile(new String(bytes, StandardCharsets.ISO_8859_1));
    this.tokenizer = tokenizer;
  }

  boolean isComplete(List<Integer> tokens) {
    return matcher(tokens).matches();
  }

  boolean isComplete(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return pattern.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).matches();
  }

  /** Whether a complete answer begins with these tokens. */
  boolean isPossible(List<Integer> tokens) {
    Matcher matcher = matcher(tokens);
    return matcher.matches() || matcher.hitEnd();
  }

  private Matcher matcher(List<Integer> tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tokens.forEach(token -> bytes.writeBytes(tokenizer.bytes(token)));
    return pattern.matcher(bytes.toString(StandardCharsets.ISO_8859_1));
  }
}
