package io.mosaicgpt.jobs.label.report;

/** Texts of rows, which may hold anything, as a report can keep and write them. */
final class SafeText {
  /** Characters of a row's text that a report shows. */
  private static final int TEXT = 300;

  /** Characters of a label's name. */
  private static final int NAME = 160;

  private SafeText() {}

  /** A text, or its beginning. */
  static String text(String text) {
    return beginning(text, TEXT);
  }

  /** A label's name; long ones are cut and still told apart. */
  static String name(String label) {
    return label.length() <= NAME
        ? beginning(label, NAME)
        : "%s (%08x)".formatted(beginning(label, NAME), label.hashCode());
  }

  private static String beginning(String text, int length) {
    boolean cut = text.length() > length;
    int end = cut ? length : text.length();
    if (cut && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    StringBuilder safe = new StringBuilder(end + 1);
    text.substring(0, end)
        .codePoints()
        // Half a character cannot be written as UTF-8.
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(safe::appendCodePoint);
    return cut ? safe.append('…').toString() : safe.toString();
  }
}
