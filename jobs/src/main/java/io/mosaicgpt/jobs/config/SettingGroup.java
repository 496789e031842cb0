package io.mosaicgpt.jobs.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Settings that belong together; a command takes whole groups of them.
 *
 * @param name what they are about
 * @param settings in the order in which users see them
 */
public record SettingGroup(String name, List<Setting<?>> settings) {
  public SettingGroup {
    requireNonNull(name, "name is null");
    settings = List.copyOf(settings);
  }

  static SettingGroup of(String name, Setting<?>... settings) {
    return new SettingGroup(name, List.of(settings));
  }

  /** The settings of several groups, in their order. */
  public static List<Setting<?>> settings(List<SettingGroup> groups) {
    return stream(groups).toList();
  }

  /** Those of several groups that have one value. */
  public static List<Setting<?>> single(List<SettingGroup> groups) {
    return stream(groups).filter(setting -> !setting.isMap()).toList();
  }

  /** The setting of a key, if one of several groups has it. */
  public static Optional<Setting<?>> find(List<SettingGroup> groups, String key) {
    return stream(groups).filter(setting -> setting.key().equals(key)).findFirst();
  }

  private static Stream<Setting<?>> stream(List<SettingGroup> groups) {
    return groups.stream().flatMap(group -> group.settings().stream());
  }
}
