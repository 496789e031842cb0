package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

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
    return isPossible(matcher(tokens));
  }

  /** The characters that must come behind these tokens, while there is no choice and no end. */
  String forced(List<Integer> tokens) {
    String before = bytes(tokens);
    String forced = "";
    while (true) {
      String after = before + forced;
      List<String> next =
          IntStream.range(1, 256)
              .mapToObj(Character::toString)
              .filter(character -> isPossible(pattern.matcher(after + character)))
              .toList();
      if (next.size() != 1 || pattern.matcher(after).matches()) {
        break;
      }
      forced += next.get(0);
    }
    // Halves of a character are left to choose: no tokenizer cuts them.
    String text = new String(forced.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    int broken = text.indexOf('\uFFFD');
    return broken < 0 ? text : text.substring(0, broken);
  }

  private static boolean isPossible(Matcher matcher) {
    return matcher.matches() || matcher.hitEnd();
  }

  private Matcher matcher(List<Integer> tokens) {
    return pattern.matcher(bytes(tokens));
  }

  private String bytes(List<Integer> tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tokens.forEach(token -> bytes.writeBytes(tokenizer.bytes(token)));
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
