package io.mosaicgpt.jobs.command.bench;

import io.mosaicgpt.jobs.cli.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The benchmarks. */
@Command(
    name = "bench",
    description =
        "Measure the engine alone, the whole way through Kafka and Flink, labelling a file, steps on a device, or what a type costs.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      BenchEngineCommand.class,
      BenchPipelineCommand.class,
      BenchLabelCommand.class,
      BenchFidelityCommand.class,
      BenchDeviceCommand.class
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }
}
