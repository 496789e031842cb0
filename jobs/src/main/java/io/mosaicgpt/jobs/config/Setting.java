package io.mosaicgpt.jobs.config;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;

/**
 * A setting that users can give: its names, its values with their bounds, its default and its help
 * come from one declaration. One key is the flag ({@code --max-num-seqs}), the key of the file
 * ({@code max-num-seqs}) and the name of the environment variable ({@code MOSAICGPT_MAX_NUM_SEQS}).
 *
 * @param <T> what a text means; read with {@link Settings#get}
 */
public final class Setting<T> {
  private enum Form {
    TEXT,
    SWITCH,
    MAP
  }

  private final Form form;
  private final String key;
  private final String label;
  private final Kind<T> kind;
  private final String defaultText;
  private final String description;

  private Setting(
      Form form, String key, String label, Kind<T> kind, String defaultText, String description) {
    this.form = form;
    this.key = requireNonNull(key, "key is null");
    this.label = requireNonNull(label, "label is null");
    this.kind = requireNonNull(kind, "kind is null");
    this.defaultText = requireNonNull(defaultText, "defaultText is null");
    this.description = requireNonNull(description, "description is null");
  }

  /**
   * A setting that has a value.
   *
   * @param label what a value looks like, for help texts
   * @param defaultText the value when nobody gives one
   * @param description one sentence
   */
  static <T> Setting<T> of(
      String key, String label, Kind<T> kind, String defaultText, String description) {
    return new Setting<>(Form.TEXT, key, label, kind, defaultText, description);
  }

  /** A setting that may be left out, and has no default. */
  static <T> Setting<Optional<T>> optional(
      String key, String label, Kind<T> kind, String description) {
    return new Setting<>(Form.TEXT, key, label, Kind.optional(kind), "", description);
  }

  /**
   * A setting that is on or off.
   *
   * @param words the two that are shown to users, with a bar between them
   */
  static Setting<Boolean> onOff(String key, String words, String defaultText, String description) {
    return new Setting<>(
        Form.SWITCH, key, words, Kind.onOff(words.replace("|", " or ")), defaultText, description);
  }

  /** A setting that is given as often as one likes, or as a map in the file. */
  static Setting<String> map(String key, String label, String description) {
    return new Setting<>(Form.MAP, key, label, Kind.text(), "", description);
  }

  /** Name in the file, and the flag without its dashes. */
  public String key() {
    return key;
  }

  /** The flag. */
  public String flag() {
    return "--" + key;
  }

  /** Name of the environment variable. */
  public String environmentName() {
    return "MOSAICGPT_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** What a value looks like, for help texts. */
  public String label() {
    return label;
  }

  /** The value when nobody gives one; empty for none. */
  public String defaultText() {
    return defaultText;
  }

  /** One sentence. */
  public String description() {
    return description;
  }

  /** Whether the value is true or false, so that the bare flag means true. */
  public boolean isSwitch() {
    return form == Form.SWITCH;
  }

  /** Whether it has named values rather than one: {@link Settings#kafkaProperties}. */
  public boolean isMap() {
    return form == Form.MAP;
  }

  Kind<T> kind() {
    return kind;
  }

  /** The key. */
  @Override
  public String toString() {
    return key;
  }
}
