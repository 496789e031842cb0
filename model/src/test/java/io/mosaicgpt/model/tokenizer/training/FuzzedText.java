package io.mosaicgpt.model.tokenizer.training;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Texts that go wrong where anything does: combining marks in any order, characters outside the
 * basic plane, control characters, runs of white space of all kinds, and plain words between. Only
 * characters that Java 17 knows well: others may be cut into words otherwise.
 */
final class FuzzedText {
  private static final List<String> WORDS =
      List.of(
          "the",
          "The",
          "training",
          "it's",
          "we'll",
          "'s",
          "'",
          "x'd",
          "12",
          "3.14",
          "Zoë",
          "naïve",
          "日本語",
          "你好",
          "😀",
          "👩‍👩‍👧",
          "한국어",
          "각",
          "हिन्दी",
          "العربية",
          "### End",
          "\n\n### End",
          "<|endoftext|>",
          "<|padding|>",
          "https://a.b/c?d=e",
          "_",
          "--",
          "٣",
          "Ⅷ",
          "²",
          "½",
          "ﬁ");

  private static final List<String> BLANKS =
      List.of(
          " ", "  ", "\n", "\n\n", "\t", "\r\n", "\u0085", "\u00A0", "\u1680", "\u2003", "\u2028",
          "\u3000", "\u200B", "\u001C", "\u180E", "\uFEFF", "   \n ");

  private static final int[] BLOCKS = {
    0x0000, 0x0080, 0x0300, 0x0340, 0x0590, 0x0900, 0x1100, 0x1AB0, 0x1E00, 0x1F00, 0x2000, 0x2100,
    0x3040, 0xAC00, 0xF900, 0xFB00, 0xFE00, 0x10330, 0x1D160, 0x1F600, 0x1E900, 0x2F800
  };

  private final SplittableRandom random;

  FuzzedText(SplittableRandom random) {
    this.random = random;
  }

  String next() {
    StringBuilder text = new StringBuilder();
    for (int parts = random.nextInt(25); parts > 0; parts--) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> text.append(WORDS.get(random.nextInt(WORDS.size())));
        case 3, 4 -> text.append(BLANKS.get(random.nextInt(BLANKS.size())));
        case 5 -> text.append(BLANKS.get(random.nextInt(BLANKS.size())).repeat(random.nextInt(6)));
        case 6 -> text.appendCodePoint(character(0x110000, 0));
        default -> text.appendCodePoint(character(0x80, BLOCKS[random.nextInt(BLOCKS.length)]));
      }
    }
    return text.toString();
  }

  private int character(int range, int from) {
    while (true) {
      int character = from + random.nextInt(range);
      if (Character.isDefined(character)
          && (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE)
          && !isUnknownToNormalizer(character)) {
        return character;
      }
    }
  }

  /** Marks of Unicode 13, which Java 17's {@code Character} has and its normalizer has not. */
  private static boolean isUnknownToNormalizer(int character) {
    return character == 0x1ABF
        || character == 0x1AC0
        || (character >= 0x10EAB && character <= 0x10EAC)
        || (character >= 0x11930 && character <= 0x11943)
        || (character >= 0x16FF0 && character <= 0x16FF1);
  }
}
