package io.mosaicgpt.jobs.cli;

import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.SettingGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Makes flags of {@link Setting}s and reads what was given of them. */
final class SettingOptions {
  private static final String ON = "true";

  private SettingOptions() {}

  /** Adds the flags of groups to a command, but for those that it has. */
  static void add(CommandSpec command, List<SettingGroup> groups) {
    for (Setting<?> setting : SettingGroup.settings(groups)) {
      if (command.findOption(setting.flag()) == null) {
        command.addOption(option(setting));
      }
    }
  }

  private static OptionSpec option(Setting<?> setting) {
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flag())
            .paramLabel(setting.label())
            .description(description(setting));
    if (setting.isMap()) {
      return option.type(List.class).auxiliaryTypes(String.class).arity("1").build();
    }
    if (setting.isSwitch()) {
      return option
          .type(String.class)
          .arity("0..1")
          .fallbackValue(ON)
          .preprocessor(SettingOptions::bareSwitch)
          .build();
    }
    return option.type(String.class).arity("1").build();
  }

  /** Behind a bare switch the next option begins: elsewhere it would be taken for a value. */
  private static boolean bareSwitch(
      Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    if (!arguments.isEmpty() && arguments.peek().startsWith("-")) {
      arguments.push(ON);
    }
    return false; // picocli goes on
  }

  private static String description(Setting<?> setting) {
    String known = setting.defaultText().isEmpty() ? "" : " Default: " + setting.defaultText();
    // picocli reads % as the beginning of a variable
    return (setting.description() + known).replace("%", "%%");
  }

  /** Texts of the single-valued flags that were given. */
  static Map<Setting<?>, String> given(ParseResult result, List<SettingGroup> groups) {
    Map<Setting<?>, String> given = new HashMap<>();
    for (Setting<?> setting : SettingGroup.single(groups)) {
      if (result.hasMatchedOption(setting.flag())) {
        Object value = result.matchedOptionValue(setting.flag(), null);
        given.put(setting, String.valueOf(value));
      }
    }
    return given;
  }

  /** Every {@code --kafka-property}. */
  static List<String> kafkaProperties(ParseResult result) {
    return result.matchedOptionValue(KafkaSettings.KAFKA_PROPERTY.flag(), List.of());
  }
}
