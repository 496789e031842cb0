package io.mosaicgpt.jobs.config;

import io.mosaicgpt.jobs.terminal.TextLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** The settings as they took effect, for people: one line each, secrets masked. */
public final class EffectiveConfig {
  private static final int LONGEST = 1000;

  private EffectiveConfig() {}

  /** Lines of key, value and where the value came from, in the order of {@link Setting}. */
  public static List<String> lines(Settings settings) {
    List<String> lines = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      if (setting != Setting.KAFKA_PROPERTY) {
        lines.add(line(setting.key(), settings.value(setting)));
      }
    }
    new TreeMap<>(settings.kafkaProperties())
        .forEach((name, value) -> lines.add(line("kafka " + name, value)));
    return lines;
  }

  private static String line(String key, Settings.Value value) {
    String text =
        value.text().isEmpty() ? "-" : TextLine.of(Secrets.mask(key, value.text()), LONGEST);
    String origin = value.origin().equals("default") ? "" : "  (" + value.origin() + ")";
    return ("  %-" + width() + "s  %s%s").formatted(key, text, origin).stripTrailing();
  }

  private static int width() {
    return Arrays.stream(Setting.values()).mapToInt(s -> s.key().length()).max().orElse(0);
  }
}
