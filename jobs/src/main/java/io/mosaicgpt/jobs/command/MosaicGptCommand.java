package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.command.bench.BenchCommand;
import io.mosaicgpt.jobs.command.finetune.FinetuneCommand;
import io.mosaicgpt.jobs.command.form.FormCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root command: shows what there is. */
@Command(
    name = "mosaicgpt",
    description = "Streaming inference of MosaicGPT inside Apache Flink: Kafka in, Kafka out.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "On disk: native libraries in ~/.djl.ai (DJL_CACHE_DIR), logs and checkpoints of local runs"
          + " in ~/.mosaicgpt (MOSAICGPT_HOME). 'doctor' shows where they are here, and how large."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      LabelCommand.class,
      GenerateCommand.class,
      ScoreCommand.class,
      FormCommand.class,
      InitCommand.class,
      TokenizerCommand.class,
      FinetuneCommand.class,
      BenchCommand.class,
      MemoryCommand.class,
      DoctorCommand.class
    })
final class MosaicGptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }
}
