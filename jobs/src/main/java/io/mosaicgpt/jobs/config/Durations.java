package io.mosaicgpt.jobs.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads times as people write them in Flink's configuration. */
final class Durations {
  private static final Pattern TIME = Pattern.compile("(0|[1-9][0-9]{0,11})\\s*([a-z]*)");

  private Durations() {}

  /** The time, or nothing when the text is none. A bare number is milliseconds, as in Flink. */
  static Optional<Duration> parse(String text) {
    Matcher time = TIME.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!time.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "", "ms", "milli", "millis" -> Optional.of(Duration.ofMillis(amount));
      case "s", "sec", "second", "seconds" -> Optional.of(Duration.ofSeconds(amount));
      case "m", "min", "minute", "minutes" -> Optional.of(Duration.ofMinutes(amount));
      case "h", "hour", "hours" -> Optional.of(Duration.ofHours(amount));
      default -> Optional.empty();
    };
  }

  /** The shortest text that {@link #parse} reads as this time. */
  static String format(Duration time) {
    long millis = time.toMillis();
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "min";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
