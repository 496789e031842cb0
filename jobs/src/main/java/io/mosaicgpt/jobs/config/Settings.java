package io.mosaicgpt.jobs.config;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings as texts with where each came from, and their typed reading. Unset ones have their
 * default.
 */
public final class Settings {
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

  private final Map<Setting<?>, Value> values;
  private final Map<String, Value> kafkaProperties;

  Settings(Map<Setting<?>, Value> values, Map<String, Value> kafkaProperties) {
    this.values = Map.copyOf(values);
    this.kafkaProperties = Map.copyOf(kafkaProperties);
  }

  /** The text and where it came from, or the default. */
  public Value value(Setting<?> setting) {
    Value value = values.get(setting);
    return value == null ? new Value(setting.defaultText(), "default") : value;
  }

  /** Whether somebody gave a value, be it the default. */
  public boolean isGiven(Setting<?> setting) {
    return values.containsKey(setting);
  }

  /**
   * What the text means.
   *
   * @throws BadInputException when the setting does not take it
   */
  public <T> T get(Setting<T> setting) {
    String text = value(setting).text().strip();
    if (text.isEmpty() && !setting.defaultText().isEmpty()) {
      throw refuse(setting, "a value such as " + setting.defaultText());
    }
    Kind<T> kind = setting.kind();
    return kind.read(text).orElseThrow(() -> refuse(setting, kind.instead(text)));
  }

  /** The same with values of the program's own laid over them. */
  public Settings with(Map<Setting<?>, String> texts) {
    Map<Setting<?>, Value> all = new HashMap<>(values);
    texts.forEach((setting, text) -> all.put(setting, new Value(text, setting.flag())));
    return new Settings(all, kafkaProperties);
  }

  /** Properties for every Kafka client, by name. */
  public Map<String, Value> kafkaProperties() {
    return kafkaProperties;
  }

  /** The refusal of a value: says where it stands, what it is and what to give instead. */
  public BadInputException refuse(Setting<?> setting, String instead) {
    Value value = value(setting);
    return new BadInputException(
        "%s is '%s': give %s."
            .formatted(value.origin(), Secrets.mask(setting.key(), value.text()), instead));
  }
}
