package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.bench.Comparison;
import io.mosaicgpt.jobs.bench.EngineBench;
import io.mosaicgpt.jobs.bench.EngineReport;
import io.mosaicgpt.jobs.bench.PipelineBench;
import io.mosaicgpt.jobs.bench.PipelineReport;
import io.mosaicgpt.jobs.bench.Workload;
import io.mosaicgpt.jobs.broker.EmbeddedBroker;
import io.mosaicgpt.jobs.cluster.LocalRun;
import io.mosaicgpt.jobs.cluster.TemporaryDirectory;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.config.EngineSettings;
import io.mosaicgpt.jobs.config.JobConfig;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.Settings;
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
      "Both runs are in this process, one after the other, on the same loaded model. The pipeline's"
          + " time runs from the first event sent to an embedded broker to the last completion"
          + " committed and read back.",
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

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Workload requests = Workload.read(workload);
    Settings settings =
        ModelFlags.settings(spec)
            .with(
                Map.of(
                    Setting.GROUP_ID, "bench",
                    Setting.DELIVERY, delivery,
                    Setting.CHECKPOINT_INTERVAL, checkpointInterval,
                    Setting.REQUEST_TIMEOUT, "24h",
                    Setting.RESTORE, "none"));
    JobConfig.from(settings); // refuses bad flags before anything starts
    LogFile.open("bench");
    long seed = EngineSettings.seed(settings).orElse(0);
    PrintWriter out = spec.commandLine().getOut();
    try (InferenceEngine engine = EngineLoading.acquire(EngineSettings.spec(settings))) {
      EngineReport bare = new EngineBench(engine, requests, seed).run(1).report();
      Comparison comparison = Comparison.of(bare, pipeline(settings, engine, requests, seed));
      if (json) {
        JsonOutput.print(out, comparison);
      } else {
        print(out, comparison);
      }
    }
    return 0;
  }

  private static PipelineReport pipeline(
      Settings settings, InferenceEngine engine, Workload requests, long seed)
      throws IOException, InterruptedException {
    try (TemporaryDirectory checkpoints = TemporaryDirectory.create("mosaicgpt-bench-");
        EmbeddedBroker broker = EmbeddedBroker.start()) {
      JobConfig config =
          JobConfig.from(
              settings.with(
                  Map.of(
                      Setting.BOOTSTRAP_SERVERS, broker.bootstrapServers(),
                      Setting.CHECKPOINT_DIR, checkpoints.path().toUri().toString())));
      broker.createTopics(1, config.topics().all());
      try (LocalRun run = LocalRun.start(config, WebPort.auto())) {
        run.job().awaitRunning();
        return new PipelineBench(run.job(), config, engine.model(), requests, seed).run();
      }
    }
  }

  private static void print(PrintWriter out, Comparison comparison) {
    EngineReport engine = comparison.engine();
    PipelineReport pipeline = comparison.pipeline();
    out.printf("                         engine  pipeline%n");
    out.printf("requests             %10d %9d%n", engine.requests(), pipeline.requests());
    out.printf(
        "generated tokens     %10d %9d%n", engine.generatedTokens(), pipeline.generatedTokens());
    out.printf("wall time, s         %10.1f %9.1f%n", engine.wallSeconds(), pipeline.wallSeconds());
    out.printf(
        "generated tokens/s   %10.1f %9.1f%n",
        engine.generatedTokensPerSecond(), pipeline.generatedTokensPerSecond());
    out.printf(
        "latency p50, ms      %10.1f %9.1f%n", engine.latencyP50Ms(), pipeline.latencyP50Ms());
    out.printf(
        "latency p95, ms      %10.1f %9.1f%n", engine.latencyP95Ms(), pipeline.latencyP95Ms());
    out.printf("ratio                           %9.3f%n", comparison.ratio());
    out.flush();
  }
}
