package io.mosaicgpt.jobs.config;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.InputText;
import io.mosaicgpt.jobs.config.Settings.Value;
import io.mosaicgpt.jobs.terminal.Nearest;
import io.mosaicgpt.jobs.terminal.TextLine;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A job's YAML file: one mapping of setting keys to values, each the text that was written. {@code
 * kafka-property} is a mapping of its own.
 *
 * @param values what the file sets
 * @param kafkaProperties its {@code kafka-property} mapping
 */
public record ConfigFile(Map<Setting<?>, Value> values, Map<String, Value> kafkaProperties) {
  private static final int MOST_BYTES = 1 << 20;

  public ConfigFile {
    values = Map.copyOf(values);
    kafkaProperties = Map.copyOf(kafkaProperties);
  }

  /**
   * Reads a file.
   *
   * @param groups the settings that it may have
   * @throws BadInputException when it cannot be read, is no YAML mapping, or has a key or value
   *     that none of them has
   */
  public static ConfigFile read(Path path, List<SettingGroup> groups) {
    requireNonNull(path, "path is null");
    String text =
        InputText.read(path, "configuration file", "--config or MOSAICGPT_CONFIG", MOST_BYTES);
    return of(text, String.valueOf(path.getFileName()), groups);
  }

  private static ConfigFile of(String text, String file, List<SettingGroup> groups) {
    YamlText yaml = new YamlText(file);
    Map<Setting<?>, Value> values = new HashMap<>();
    Map<String, Value> properties = new TreeMap<>();
    yaml.parse(text)
        .forEach(
            (key, node) -> {
              Setting<?> setting =
                  SettingGroup.find(groups, key).orElseThrow(() -> unknownKey(key, file, groups));
              String origin = yaml.origin(key, node);
              if (setting.isMap()) {
                properties.putAll(properties(yaml, node, origin));
              } else {
                yaml.scalar(node, origin)
                    .ifPresent(value -> values.put(setting, new Value(value, origin)));
              }
            });
    return new ConfigFile(values, properties);
  }

  private static Map<String, Value> properties(YamlText yaml, Node node, String name) {
    Map<String, Value> properties = new TreeMap<>();
    yaml.mapping(node)
        .orElseThrow(
            () ->
                new BadInputException(
                    name
                        + " is no mapping: write one line 'name: value' per Kafka property below"
                        + " it."))
        .forEach(
            (key, value) -> {
              String origin = yaml.origin(key, value);
              String text =
                  yaml.scalar(value, origin)
                      .orElseThrow(
                          () ->
                              new BadInputException(
                                  origin
                                      + " has no value: give one, in quotes if it is the text null,"
                                      + " ~ or nothing."));
              properties.put(key, new Value(text, origin));
            });
    return properties;
  }

  private static BadInputException unknownKey(String key, String file, List<SettingGroup> groups) {
    String hint =
        Nearest.to(key, SettingGroup.settings(groups).stream().map(Setting::key).toList())
            .map(nearest -> "did you mean '" + nearest + "'?")
            .orElse("'mosaicgpt run --help' lists the keys.");
    return new BadInputException(
        "The configuration file %s has an unknown key '%s': %s"
            .formatted(file, TextLine.of(key, 60), hint));
  }
}
