package io.mosaicgpt.jobs.config;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings as texts with where each came from, and their typed reading. Unset ones have their
 * default.
 */
public final class Settings {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final String LONGEST_TEXT = "8760h";

  /**
   * One given value.
   *
   * @param text as the user wrote it
   * @param origin for messages, for instance {@code --dtype} or {@code dtype in job.yaml}
   */
  public record Value(String text, String origin) {
    public Value {
      requireNonNull(text, "text is null");
      requireNonNull(origin, "origin is null");
    }
  }

  private final Map<Setting, Value> values;
  private final Map<String, Value> kafkaProperties;

  Settings(Map<Setting, Value> values, Map<String, Value> kafkaProperties) {
    this.values = new EnumMap<>(Setting.class);
    this.values.putAll(values);
    this.kafkaProperties = new TreeMap<>(kafkaProperties);
  }

  /** The value, or the default. */
  public Value value(Setting setting) {
    Value value = values.get(setting);
    return value == null ? new Value(setting.defaultText(), "default") : value;
  }

  /** The text; not empty for a setting that has a default. */
  public String text(Setting setting) {
    Value value = value(setting);
    if (value.text().isBlank() && !setting.defaultText().isEmpty()) {
      throw refuse(setting, "a value such as " + setting.defaultText());
    }
    return value.text().strip();
  }

  /** The text, or nothing when it is empty. */
  public Optional<String> optional(Setting setting) {
    return Optional.of(text(setting)).filter(text -> !text.isEmpty());
  }

  /** A whole number from {@code least} to {@code most}. */
  public long number(Setting setting, long least, long most) {
    return Numbers.whole(text(setting))
        .filter(number -> number >= least && number <= most)
        .orElseThrow(() -> refuseNumber(setting, "a whole number" + range(least, most)));
  }

  /** A whole number of at least {@code least} that fits an int. */
  public int integer(Setting setting, int least) {
    return integer(setting, least, Integer.MAX_VALUE);
  }

  /** A whole number from {@code least} to {@code most}. */
  public int integer(Setting setting, int least, int most) {
    return Math.toIntExact(number(setting, least, most));
  }

  /** A number from {@code least} to {@code most}. */
  public double decimal(Setting setting, int least, int most) {
    return Numbers.decimal(text(setting))
        .filter(number -> number >= least && number <= most)
        .orElseThrow(() -> refuseNumber(setting, "a number" + range(least, most)));
  }

  private static String range(long least, long most) {
    if (least == Long.MIN_VALUE) {
      return "";
    }
    return most >= Integer.MAX_VALUE ? " of at least " + least : " from " + least + " to " + most;
  }

  private BadInputException refuseNumber(Setting setting, String instead) {
    return refuse(setting, instead + Numbers.remark(text(setting)));
  }

  /** true or false, in any case; on and off too, because YAML takes all of them for the same. */
  public boolean isOn(Setting setting) {
    return switch (text(setting).toLowerCase(Locale.ROOT)) {
      case "true", "on" -> true;
      case "false", "off" -> false;
      default -> throw refuse(setting, setting.label().replace("|", " or "));
    };
  }

  /** One of a few words. */
  public String oneOf(Setting setting, List<String> words) {
    String text = text(setting);
    if (words.contains(text)) {
      return text;
    }
    throw refuse(
        setting,
        String.join(", ", words.subList(0, words.size() - 1))
            + " or "
            + words.get(words.size() - 1));
  }

  /** A positive time of at most a year: beyond, nanoseconds and Flink's own limits overflow. */
  public Duration duration(Setting setting) {
    return Durations.parse(text(setting))
        .filter(time -> time.toMillis() > 0 && time.compareTo(LONGEST) <= 0)
        .orElseThrow(
            () ->
                refuseNumber(
                    setting, "a time such as 500ms, 10s or 1min, of at most " + LONGEST_TEXT));
  }

  /** The same with values of the program's own laid over them. */
  public Settings with(Map<Setting, String> texts) {
    Map<Setting, Value> all = new EnumMap<>(Setting.class);
    all.putAll(values);
    texts.forEach((setting, text) -> all.put(setting, new Value(text, setting.flag())));
    return new Settings(all, kafkaProperties);
  }

  /** Properties for every Kafka client, by name. */
  public Map<String, Value> kafkaProperties() {
    return Map.copyOf(kafkaProperties);
  }

  /** The refusal of a value: says where it stands, what it is and what to give instead. */
  public BadInputException refuse(Setting setting, String instead) {
    Value value = value(setting);
    return new BadInputException(
        "%s is '%s': give %s."
            .formatted(value.origin(), Secrets.mask(setting.key(), value.text()), instead));
  }
}
