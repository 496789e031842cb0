package io.mosaicgpt.jobs.cli;

import io.mosaicgpt.jobs.config.SettingGroups;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/** Gives a command the settings of the job that labels files. */
public final class LabelJobFlags implements IModelTransformer {
  @Override
  public CommandSpec transform(CommandSpec command) {
    SettingOptions.add(command, SettingGroups.LABEL_JOB);
    SettingOptions.add(command, SettingGroups.MODEL);
    return command;
  }
}
