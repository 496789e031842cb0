package io.mosaicgpt.jobs.job;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The directory of a group: its id, with {@code %} and two hexadecimal digits for what a name
 * cannot hold. A slash divides directories.
 */
final class DirectoryName {
  private static final String KEPT = "-_.!~*'():@&=+$,/";

  private DirectoryName() {}

  /** A relative path that goes down only; different texts have different ones. */
  static String of(String text) {
    StringBuilder name = new StringBuilder();
    boolean upwards = ("/" + text + "/").matches(".*/\\.{0,2}/.*");
    for (byte one : text.getBytes(UTF_8)) {
      boolean kept = KEPT.indexOf(one) >= 0 && !(upwards && (one == '/' || one == '.'));
      if (kept || isAsciiLetterOrDigit(one)) {
        name.append((char) one);
      } else {
        name.append("%%%02X".formatted(one));
      }
    }
    return name.toString();
  }

  private static boolean isAsciiLetterOrDigit(byte one) {
    return one >= 0 && Character.isLetterOrDigit(one);
  }
}
