package io.mosaicgpt.jobs.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What texts a setting takes, with the bounds, and what they mean.
 *
 * @param reader gives the value, or nothing for a text that is none
 * @param expected what to give instead of such a text: the end of a refusal
 * @param numeric whether leading zeros may be what is wrong with it
 */
record Kind<T>(Function<String, Optional<T>> reader, String expected, boolean numeric) {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final String LONGEST_TEXT = "8760h";

  Kind {
    requireNonNull(reader, "reader is null");
    requireNonNull(expected, "expected is null");
  }

  /** The value, or nothing when the text is none of this kind. */
  Optional<T> read(String text) {
    return reader.apply(text);
  }

  /** What to give instead of a text that {@link #read} refuses. */
  String instead(String text) {
    return numeric ? expected + Numbers.remark(text) : expected;
  }

  /** Any text. */
  static Kind<String> text() {
    return text(text -> true, "");
  }

  /** Texts that meet a condition. */
  static Kind<String> text(Predicate<String> condition, String expected) {
    return read(text -> Optional.of(text).filter(condition), expected);
  }

  /** What another reader takes. */
  static <T> Kind<T> read(Function<String, Optional<T>> reader, String expected) {
    return new Kind<>(reader, expected, false);
  }

  /**
   * What a parser takes.
   *
   * @param parser throws {@link IllegalArgumentException} for a text that it does not take
   */
  static <T> Kind<T> parsed(Function<String, T> parser, String expected) {
    return read(
        text -> {
          try {
            return Optional.of(parser.apply(text));
          } catch (IllegalArgumentException e) {
            return Optional.empty(); // the refusal says what is expected
          }
        },
        expected);
  }

  /** One of a few words. */
  static Kind<String> word(String... words) {
    return oneOf(List.of(words), Function.identity());
  }

  /** One of an enum's values, by the name that users give it. */
  static <E extends Enum<E>> Kind<E> oneOf(Class<E> values, Function<E, String> name) {
    return oneOf(Arrays.asList(values.getEnumConstants()), name);
  }

  private static <T> Kind<T> oneOf(List<T> values, Function<T, String> name) {
    String last = name.apply(values.get(values.size() - 1));
    String others =
        values.subList(0, values.size() - 1).stream().map(name).collect(Collectors.joining(", "));
    return read(
        text -> values.stream().filter(value -> name.apply(value).equals(text)).findFirst(),
        others + " or " + last);
  }

  /** Any whole number that fits a long. */
  static Kind<Long> whole() {
    return new Kind<>(Numbers::whole, "a whole number", true);
  }

  /** A whole number of at least {@code least} that fits a long. */
  static Kind<Long> whole(long least) {
    return new Kind<>(
        text -> Numbers.whole(text).filter(number -> number >= least),
        "a whole number of at least " + least,
        true);
  }

  /** A whole number of at least {@code least} that fits an int. */
  static Kind<Integer> integer(int least) {
    return integer(least, Integer.MAX_VALUE, " of at least " + least);
  }

  /** A whole number from {@code least} to {@code most}. */
  static Kind<Integer> integer(int least, int most) {
    return integer(least, most, range(least, most));
  }

  private static Kind<Integer> integer(int least, int most, String range) {
    return new Kind<>(
        text ->
            Numbers.whole(text)
                .filter(number -> number >= least && number <= most)
                .map(Math::toIntExact),
        "a whole number" + range,
        true);
  }

  /** A number from {@code least} to {@code most}. */
  static Kind<Double> decimal(int least, int most) {
    return new Kind<>(
        text -> Numbers.decimal(text).filter(number -> number >= least && number <= most),
        "a number" + range(least, most),
        true);
  }

  private static String range(int least, int most) {
    return " from " + least + " to " + most;
  }

  /** A positive time of at most a year: beyond, nanoseconds and Flink's own limits overflow. */
  static Kind<Duration> time() {
    return new Kind<>(
        text ->
            Durations.parse(text)
                .filter(time -> time.toMillis() > 0 && time.compareTo(LONGEST) <= 0),
        "a time such as 500ms, 10s or 1min, of at most " + LONGEST_TEXT,
        true);
  }

  /**
   * true or false, in any case; on and off too, because YAML takes all of them for the same.
   *
   * @param words the two that are shown to users
   */
  static Kind<Boolean> onOff(String words) {
    return read(
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "on" -> Optional.of(true);
              case "false", "off" -> Optional.of(false);
              default -> Optional.empty();
            },
        words);
  }

  /** The same of a setting that may be left out: nothing for the empty text. */
  static <T> Kind<Optional<T>> optional(Kind<T> kind) {
    return new Kind<>(
        text -> {
          Optional<T> value = text.isEmpty() ? Optional.empty() : kind.read(text);
          return Optional.of(value).filter(read -> text.isEmpty() || read.isPresent());
        },
        kind.expected,
        kind.numeric);
  }
}
