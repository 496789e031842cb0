package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.broker.EmbeddedBroker;
import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.cli.ErrorSentences;
import io.mosaicgpt.jobs.cli.LogFile;
import io.mosaicgpt.jobs.cli.ModelFlags;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.cluster.LocalRun;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.demo.Demo;
import io.mosaicgpt.jobs.demo.DemoScreen;
import io.mosaicgpt.jobs.demo.DemoTexts;
import io.mosaicgpt.jobs.demo.Summary;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.jobs.process.TemporaryDirectory;
import io.mosaicgpt.jobs.terminal.LiveScreen;
import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.engine.InferenceEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole way in a minute, on this machine alone. */
@Command(
    name = "demo",
    description = {
      "Start a Kafka broker and a Flink cluster in this process, label a hundred customers'"
          + " messages and answer ten questions, show what comes out, and clean up.",
      "",
      "The job is the one that 'run' runs, with a checkpoint every second.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    modelTransformer = ModelFlags.class)
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      defaultValue = "auto",
      description = "Port of Flink's web interface; auto takes the first free one from 8081.")
  private String webPort;

  @Override
  public Integer call() throws IOException, InterruptedException {
    WebPort port = WebPort.parse(webPort);
    Settings model = ModelFlags.settings(spec);
    JobConfig.ofKafka(model); // refuses bad flags before anything starts
    Path log = LogFile.open("demo");
    System.setProperty("mosaicgpt.console.level", "ERROR"); // the screen says it all
    try (LiveScreen screen = new LiveScreen(spec.commandLine().getOut(), Terminal.system());
        TemporaryDirectory checkpoints = TemporaryDirectory.create("demo")) {
      screen.status("  Loading the model ...");
      try (InferenceEngine engine = EngineLoading.warm(ModelSettings.engine(model))) {
        screen.status("  Starting a Kafka broker ...");
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
          JobConfig<KafkaEnds> config = config(model, broker, checkpoints);
          broker.createTopics(1, config.ends().topics().all());
          screen.status("  Starting Flink ...");
          try (LocalRun run = LocalRun.start(config, port)) {
            introduce(screen, broker, run, engine, log);
            DemoTexts texts = DemoTexts.load();
            DemoScreen table = new DemoScreen(screen, config.ends().topics(), texts);
            table.begin();
            Summary summary = new Demo(run.job(), config, texts).run(table);
            table.end(summary);
            return summary.isExact() ? 0 : ErrorSentences.FAILURE;
          }
        }
      }
    }
  }

  private static JobConfig<KafkaEnds> config(
      Settings model, EmbeddedBroker broker, TemporaryDirectory checkpoints) {
    return JobConfig.ofKafka(
        model.with(
            Map.of(
                KafkaSettings.BOOTSTRAP_SERVERS, broker.bootstrapServers(),
                KafkaSettings.GROUP_ID, "demo",
                ServingSettings.CHECKPOINT_INTERVAL, "1s",
                ServingSettings.CHECKPOINT_DIR, LocalUri.of(checkpoints.path()),
                ServingSettings.RESTORE, "none")));
  }

  private static void introduce(
      LiveScreen screen, EmbeddedBroker broker, LocalRun run, InferenceEngine engine, Path log) {
    ModelConfig model = engine.model().config();
    screen.line("Kafka broker  " + broker.bootstrapServers());
    screen.line("Flink         " + run.webInterface());
    screen.line(
        "Model         %s: %d layers of width %d"
            .formatted(model.name(), model.nLayers(), model.dModel()));
    screen.line("Log           " + log);
    screen.line("");
  }
}
