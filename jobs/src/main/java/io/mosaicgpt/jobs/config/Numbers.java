package io.mosaicgpt.jobs.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads numbers of flags, environment and file in one way: decimal digits. A leading zero is
 * refused, because YAML 1.1 and C take 010 for eight, and others for ten.
 */
public final class Numbers {
  private static final Pattern WHOLE = Pattern.compile("[+-]?(0|[1-9][0-9]*)");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");
  private static final Pattern LEADING_ZERO = Pattern.compile("[+-]?0[0-9].*");

  private Numbers() {}

  /** The whole number; empty for anything else, one that does not fit too. */
  public static Optional<Long> whole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty(); // too many digits
    }
  }

  /** The number; empty for anything else, infinity too. */
  public static Optional<Double> decimal(String text) {
    return Optional.of(text)
        .filter(number -> DECIMAL.matcher(number).matches())
        .map(Double::valueOf)
        .filter(Double::isFinite);
  }

  /** What a refusal should add to its range. */
  public static String remark(String text) {
    return LEADING_ZERO.matcher(text).matches() ? ", without leading zeros" : "";
  }
}
