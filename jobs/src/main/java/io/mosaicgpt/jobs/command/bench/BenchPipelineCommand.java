package io.mosaicgpt.jobs.command.bench;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.jobs.cli.LogFile;
import io.mosaicgpt.jobs.cli.ModelFlags;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.measure.engine.EngineBench;
import io.mosaicgpt.jobs.measure.pipeline.PipelineBench;
import io.mosaicgpt.jobs.measure.pipeline.PipelineComparison;
import io.mosaicgpt.jobs.measure.workload.Workload;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what Kafka and Flink cost beside the bare engine. */
@Command(
    name = "pipeline",
    description = {
      "Measure a workload on the bare engine and through Kafka and Flink, and compare.",
      "",
      "Both sides run in this process, in turn, on the same loaded model and with as many requests in"
          + " flight. Broker and cluster run only while their side is measured, on the same processors"
          + " as the engine. Tokens per second are over the time from the first request admitted to"
          + " the last token, prompts included: neither start-up nor the last commit is throughput."
          + " The ratio is the pipeline's tokens per second over the engine's.",
      "",
      "What else the pipeline costs has figures of its own. Added latency: from sending an event to"
          + " its completion, less the engine's time, one event after the other on an idle job."
          + " Visibility delay: from a completion to a consumer of committed records having it, which"
          + " is mostly the wait for the next checkpoint.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    modelTransformer = ModelFlags.class)
final class BenchPipelineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--workload",
      paramLabel = "FILE",
      required = true,
      description =
          "One JSON object a line: id, prompt or prompt_tokens, n_predict, ignore_eos, temperature.")
  private Path workload;

  @Option(
      names = "--delivery",
      paramLabel = "MODE",
      defaultValue = "exactly-once",
      description = "exactly-once or at-least-once. Default: exactly-once")
  private String delivery;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "Time between checkpoints. Default: 1s")
  private String checkpointInterval;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Pairs of runs, the order changing from pair to pair; every figure is their median, the"
              + " ratio that of the pairs' ratios. Default: 1")
  private int repeat;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (repeat < 1) {
      throw new BadInputException(
          "--repeat is '%d': give a whole number of at least 1.".formatted(repeat));
    }
    Workload requests = Workload.read(workload);
    Settings settings =
        ModelFlags.settings(spec)
            .with(
                Map.of(
                    KafkaSettings.GROUP_ID, "bench",
                    ServingSettings.DELIVERY, delivery,
                    ServingSettings.CHECKPOINT_INTERVAL, checkpointInterval,
                    ServingSettings.REQUEST_TIMEOUT, "24h",
                    ServingSettings.RESTORE, "none"));
    JobConfig.ofKafka(settings); // refuses bad flags before anything starts
    PrintWriter err = spec.commandLine().getErr();
    return LogFile.during("bench", err, () -> measure(settings, requests));
  }

  private int measure(Settings settings, Workload requests)
      throws IOException, InterruptedException {
    long seed = ServingSettings.seed(settings).orElse(0);
    PrintWriter out = spec.commandLine().getOut();
    EngineSpec model = ModelSettings.engine(settings);
    EngineLoading.before(model, served -> EngineBench.checked(served, requests));
    try (InferenceEngine engine = EngineLoading.warm(model)) {
      PipelineComparison comparison =
          new PipelineBench(engine, settings, requests, seed).run(repeat);
      if (json) {
        JsonOutput.print(out, comparison);
      } else {
        PipelineComparisonText.print(out, comparison);
      }
    }
    return 0;
  }
}
