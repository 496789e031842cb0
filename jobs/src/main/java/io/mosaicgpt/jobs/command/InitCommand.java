package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.checkpoint.CheckpointWriter;
import io.mosaicgpt.model.checkpoint.ModelPreset;
import io.mosaicgpt.model.checkpoint.WeightFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a random-weight model directory in the published layout. */
@Command(
    name = "init",
    description =
        "Write a model directory with random weights, in the layout of the published model.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class InitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME|FILE",
      required = true,
      description = "mpt-1b (the published shape, 5.25 GB), tiny, or the path of a config.json.")
  private String preset;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "The same seed gives the same weights on every machine. Default: 0")
  private long seed;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "A directory that is empty or does not exist yet.")
  private Path output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "safetensors",
      description = "safetensors or torch (pytorch_model.bin). Default: safetensors")
  private String format;

  @Override
  public Integer call() throws IOException {
    ModelPreset model = ModelPreset.of(preset);
    WeightFormat weights =
        Arrays.stream(WeightFormat.values())
            .filter(known -> known.name().equalsIgnoreCase(format))
            .findFirst()
            .orElseThrow(
                () ->
                    new BadInputException(
                        "--format is '%s': give safetensors or torch.".formatted(format)));
    try (ProgressLine progress = ProgressLine.of("Writing weights", ProgressUnit.MEGABYTES)) {
      CheckpointWriter.writeRandom(model, seed, output, weights, progress::to);
    }
    spec.commandLine().getOut().printf("Wrote %s with random weights of seed %d.%n", output, seed);
    return 0;
  }
}
