package io.mosaicgpt.jobs.config;

import io.mosaicgpt.jobs.terminal.TextLine;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The settings as they took effect, for people: one line each, secrets masked. */
public final class EffectiveConfig {
  private static final int LONGEST = 1000;

  private EffectiveConfig() {}

  /** Lines of key, value and where the value came from, in the order of the groups. */
  public static List<String> lines(Settings settings, List<SettingGroup> groups) {
    int width =
        SettingGroup.settings(groups).stream().mapToInt(s -> s.key().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    SettingGroup.single(groups)
        .forEach(setting -> lines.add(line(width, setting.key(), settings.value(setting))));
    new TreeMap<>(settings.kafkaProperties())
        .forEach((name, value) -> lines.add(line(width, "kafka " + name, value)));
    return lines;
  }

  private static String line(int width, String key, Settings.Value value) {
    String text =
        value.text().isEmpty() ? "-" : TextLine.of(Secrets.mask(key, value.text()), LONGEST);
    String origin = value.origin().equals("default") ? "" : "  (" + value.origin() + ")";
    return ("  %-" + width + "s  %s%s").formatted(key, text, origin).stripTrailing();
  }
}
