package io.mosaicgpt.jobs.cli;

import io.mosaicgpt.jobs.config.SettingGroups;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.config.SettingsResolver;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/** Gives a command the model's flags. */
public final class ModelFlags implements IModelTransformer {
  @Override
  public CommandSpec transform(CommandSpec command) {
    SettingOptions.add(command, SettingGroups.MODEL);
    return command;
  }

  /** Flags laid over the environment, for a command without a file. */
  public static Settings settings(CommandSpec command) {
    return SettingsResolver.system()
        .resolve(
            SettingOptions.given(command.commandLine().getParseResult(), SettingGroups.MODEL),
            List.of(),
            Optional.empty());
  }
}
