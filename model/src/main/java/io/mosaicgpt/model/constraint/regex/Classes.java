package io.mosaicgpt.model.constraint.regex;

import io.mosaicgpt.model.constraint.language.CodePoints;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Named sets of characters. Where dialects differ, what is allowed is what all of them allow: that
 * of {@code \s} is ASCII's white space, and {@code \S} is what no dialect takes for white space.
 */
final class Classes {
  static final CodePoints DIGIT = CodePoints.of('0', '9');
  static final CodePoints WORD = CodePoints.of('0', '9', 'A', 'Z', '_', '_', 'a', 'z');
  static final CodePoints SPACE = CodePoints.of('\t', '\r', ' ', ' ');

  /** ECMA-262's, with those of Unicode and of Python besides. */
  static final CodePoints ANY_SPACE =
      CodePoints.of(
          0x09, 0x0D, 0x1C, 0x20, 0x85, 0x85, 0xA0, 0xA0, 0x1680, 0x1680, 0x180E, 0x180E, 0x2000,
          0x200A, 0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000, 0xFEFF, 0xFEFF);

  /** What a dot stands for: no dialect's line break. */
  static final CodePoints DOT =
      CodePoints.of('\n', '\n', '\r', '\r', 0x85, 0x85, 0x2028, 0x2029).not();

  private static final Map<String, CodePoints> CATEGORIES = new ConcurrentHashMap<>();

  private static final Map<String, String> LONG_NAMES =
      Map.ofEntries(
          Map.entry("Letter", "L"),
          Map.entry("Lowercase_Letter", "Ll"),
          Map.entry("Uppercase_Letter", "Lu"),
          Map.entry("Mark", "M"),
          Map.entry("Number", "N"),
          Map.entry("Decimal_Number", "Nd"),
          Map.entry("digit", "Nd"),
          Map.entry("Punctuation", "P"),
          Map.entry("Symbol", "S"),
          Map.entry("Separator", "Z"),
          Map.entry("Space_Separator", "Zs"));

  /** By the numbers of {@link Character#getType}. */
  private static final String[] NAMES = {
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc",
    "Cf", "", "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf"
  };

  private Classes() {}

  /** A general category of Unicode such as {@code L} or {@code Nd}; null when there is none. */
  static CodePoints category(String name) {
    String category = LONG_NAMES.getOrDefault(name, name);
    if (category.isEmpty() || category.length() > 2 || !known(category)) {
      return null;
    }
    return CATEGORIES.computeIfAbsent(
        category,
        wanted -> CodePoints.where(point -> NAMES[Character.getType(point)].startsWith(wanted)));
  }

  private static boolean known(String category) {
    for (String name : NAMES) {
      if (name.startsWith(category)) {
        return true;
      }
    }
    return false;
  }
}
