package io.mosaicgpt.jobs.command.bench;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.ErrorSentences;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.jobs.cli.NativeCache;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.measure.device.DeviceReport;
import io.mosaicgpt.jobs.measure.device.DeviceRun;
import io.mosaicgpt.model.checkpoint.Checkpoint;
import io.mosaicgpt.model.checkpoint.Checkpoints;
import io.mosaicgpt.model.checkpoint.ModelPreset;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.replica.Replicas;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures steps of a replica on a device. */
@Command(
    name = "device",
    description = {
      "Measure decode and prefill steps of a model on a device, without scheduler and requests.",
      "",
      "Shares are of the bandwidth roofline: reading the weights and every key and value once, at"
          + " the rate at which this run reads memory, and at the device's nominal bandwidth (of an"
          + " H100, 3.35 TB/s, where the device does not say).",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BenchDeviceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "auto, cpu or cuda:N. Default: auto")
  private String device;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "bfloat16",
      description = "float32, bfloat16 or int8. Default: bfloat16")
  private String dtype;

  @Option(
      names = "--preset",
      paramLabel = "NAME|FILE",
      defaultValue = "mpt-1b",
      description = "Shape of the model, as 'init' takes it; random weights. Default: mpt-1b")
  private String preset;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model directory, instead of random weights.")
  private Optional<Path> model;

  @Option(
      names = "--batch",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,16,64,128,256",
      description = "Sequences of a decode step. Default: 1,16,64,128,256")
  private List<Integer> batches;

  @Option(
      names = "--context",
      paramLabel = "N",
      split = ",",
      defaultValue = "192,1024",
      description = "Positions that each sequence holds. Default: 192,1024")
  private List<Integer> contexts;

  @Option(
      names = "--prefill",
      paramLabel = "N",
      split = ",",
      defaultValue = "512,2048",
      description = "Tokens of a prompt. Default: 512,2048")
  private List<Integer> prompts;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "20",
      description = "Steps of each kind that are timed; the median counts. Default: 20")
  private int steps;

  @Option(
      names = "--golden",
      paramLabel = "DIR",
      description =
          "Compare the small models in the folders of DIR with their golden.json first, in float32"
              + " and bfloat16.")
  private Optional<Path> golden;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    DeviceReport report = measure();
    if (json) {
      JsonOutput.print(spec.commandLine().getOut(), report);
    } else {
      report.lines().forEach(spec.commandLine().getOut()::println);
      spec.commandLine().getOut().flush();
    }
    return report.goldenHolds() ? 0 : ErrorSentences.FAILURE;
  }

  private DeviceReport measure() throws IOException {
    NativeCache.prepare();
    try (Checkpoint weights =
        model.isPresent()
            ? Checkpoints.open(model.get())
            : Checkpoints.random(ModelPreset.of(preset), 0)) {
      ReplicaDevice where =
          device.equals("auto") ? Replicas.devices().get(0) : ReplicaDevice.parse(device);
      return new DeviceRun(
              where, ElementType.parse(dtype), batches, contexts, prompts, steps, golden)
          .run(weights);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }
}
