package io.mosaicgpt.jobs.config;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.Settings.Value;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Lays flags over the environment over the file. */
public final class SettingsResolver {
  /** Followed by a property name in capitals: {@code ..._SASL_MECHANISM} is sasl.mechanism. */
  static final String KAFKA_PROPERTY_PREFIX = KafkaSettings.KAFKA_PROPERTY.environmentName() + "_";

  private final Map<String, String> environment;

  public SettingsResolver(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** A resolver for the environment of this process. */
  public static SettingsResolver system() {
    return new SettingsResolver(System.getenv());
  }

  /**
   * Resolves every setting.
   *
   * @param flags texts of the flags that were given
   * @param kafkaProperties each {@code NAME=VALUE} of the repeatable flag
   * @param file the configuration file, if there is one
   * @throws BadInputException for a Kafka property that is no {@code NAME=VALUE}, or a variable
   *     that Java could not decode
   */
  public Settings resolve(
      Map<Setting<?>, String> flags, List<String> kafkaProperties, Optional<ConfigFile> file) {
    requireNonNull(flags, "flags is null");
    Map<Setting<?>, Value> values = new HashMap<>();
    Map<String, Value> properties = new TreeMap<>();
    file.ifPresent(
        given -> {
          values.putAll(given.values());
          properties.putAll(given.kafkaProperties());
        });
    for (Setting<?> setting : SettingGroup.single(SettingGroups.ALL)) {
      String name = setting.environmentName();
      // An empty variable is how a container definition leaves one out.
      if (!environment.getOrDefault(name, "").isBlank()) {
        values.put(setting, environmentValue(name));
      }
    }
    properties.putAll(environmentProperties());
    flags.forEach((setting, text) -> values.put(setting, new Value(text, setting.flag())));
    for (String property : kafkaProperties) {
      properties.put(propertyName(property), propertyValue(property));
    }
    return new Settings(values, properties);
  }

  /**
   * The file that a variable names; nothing when it is unset or empty.
   *
   * @throws BadInputException when its text is no path
   */
  public Optional<Path> path(String name) {
    String text = environment.getOrDefault(name, "").strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    ForeignBytes.refuseIn(text, name);
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      throw new BadInputException("%s is '%s', which is no path.".formatted(name, text), e);
    }
  }

  /** Environment variables that look like settings but are none, for a warning. */
  public List<String> unknownVariables() {
    List<String> known =
        SettingGroup.settings(SettingGroups.ALL).stream().map(Setting::environmentName).toList();
    return environment.keySet().stream()
        .filter(name -> name.startsWith("MOSAICGPT_"))
        .filter(name -> !known.contains(name) && !name.startsWith(KAFKA_PROPERTY_PREFIX))
        .filter(name -> !LAUNCHER_VARIABLES.contains(name))
        .sorted()
        .toList();
  }

  /** Read by {@code bin/mosaicgpt} and the command line, not by the job. */
  private static final List<String> LAUNCHER_VARIABLES =
      List.of(
          "MOSAICGPT_HEAP",
          "MOSAICGPT_JAVA_OPTS",
          "MOSAICGPT_HOME",
          "MOSAICGPT_CONFIG",
          "MOSAICGPT_DEBUG");

  private Map<String, Value> environmentProperties() {
    Map<String, Value> properties = new TreeMap<>();
    environment.forEach(
        (name, text) -> {
          if (name.startsWith(KAFKA_PROPERTY_PREFIX) && !text.isBlank()) {
            String property =
                name.substring(KAFKA_PROPERTY_PREFIX.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '.');
            properties.put(property, environmentValue(name));
          }
        });
    return properties;
  }

  private Value environmentValue(String name) {
    String text = environment.get(name);
    ForeignBytes.refuseIn(text, name);
    return new Value(text, name);
  }

  private static String propertyName(String property) {
    int equals = property.indexOf('=');
    if (equals < 1) {
      throw new BadInputException(
          // Behind the name may stand a password.
          "%s is '%s': give NAME=VALUE, such as security.protocol=SSL."
              .formatted(
                  KafkaSettings.KAFKA_PROPERTY.flag(), property.replaceFirst("[^\\w.-].*", "...")));
    }
    return property.substring(0, equals).strip();
  }

  private static Value propertyValue(String property) {
    return new Value(
        property.substring(property.indexOf('=') + 1), KafkaSettings.KAFKA_PROPERTY.flag());
  }
}
