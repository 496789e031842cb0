package io.mosaicgpt.jobs.cli;

import io.mosaicgpt.jobs.config.ConfigFile;
import io.mosaicgpt.jobs.config.SettingGroups;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.config.SettingsResolver;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Gives a command every setting as a flag: the job's, the run's and the model's. */
public final class RunFlags implements IModelTransformer {
  private static final String CONFIG_VARIABLE = "MOSAICGPT_CONFIG";

  @Override
  public CommandSpec transform(CommandSpec command) {
    SettingOptions.add(command, SettingGroups.KAFKA_JOB);
    SettingOptions.add(command, SettingGroups.MODEL);
    return command;
  }

  /** Flags laid over the environment and the file. */
  public static Settings settings(CommandSpec command, Optional<Path> file) {
    Optional<Path> path = file.or(() -> SettingsResolver.system().path(CONFIG_VARIABLE));
    ParseResult given = command.commandLine().getParseResult();
    return SettingsResolver.system()
        .resolve(
            SettingOptions.given(given, SettingGroups.RUN),
            SettingOptions.kafkaProperties(given),
            path.map(yaml -> ConfigFile.read(yaml, SettingGroups.RUN)));
  }

  /** A sentence for each environment variable that looks like a setting but is none. */
  public static List<String> unknownVariables() {
    return SettingsResolver.system().unknownVariables().stream()
        .map(name -> name + " is no setting and has no effect.")
        .toList();
  }
}
