package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.cli.RunFlags;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.cluster.RemoteCluster;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.config.ClusterSettings;
import io.mosaicgpt.jobs.config.EffectiveConfig;
import io.mosaicgpt.jobs.config.SettingGroups;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.launch.LocalJob;
import io.mosaicgpt.jobs.launch.RemoteSubmission;
import io.mosaicgpt.jobs.preflight.KafkaStartChecks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the generation job, here or on a cluster. */
@Command(
    name = "run",
    description = {
      "Answer the instructions of a Kafka topic until stopped.",
      "",
      "Every flag can also be a key of the --config file, without its dashes, and an environment"
          + " variable: --max-num-seqs is max-num-seqs in the file and MOSAICGPT_MAX_NUM_SEQS in the"
          + " environment; --kafka-property security.protocol=SSL is also"
          + " MOSAICGPT_KAFKA_PROPERTY_SECURITY_PROTOCOL=SSL. A flag wins over the environment, the"
          + " environment over the file.",
      "",
      "The job runs in this process unless --job-manager names a Flink cluster.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    modelTransformer = RunFlags.class)
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file with settings; also MOSAICGPT_CONFIG.")
  private Optional<Path> file;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = RunFlags.settings(spec, file);
    JobConfig<KafkaEnds> config = JobConfig.ofKafka(settings);
    boolean checked = !settings.get(ClusterSettings.SKIP_CHECKS);
    boolean detached = settings.get(ClusterSettings.DETACHED);
    Optional<RemoteCluster> cluster =
        settings.get(ClusterSettings.JOB_MANAGER).map(RemoteCluster::at);
    WebPort webPort =
        cluster.isPresent()
            ? WebPort.auto()
            : WebPort.parse(settings.get(ClusterSettings.WEB_PORT));
    PrintWriter err = spec.commandLine().getErr();
    RunFlags.unknownVariables().forEach(line -> err.println("mosaicgpt: " + line));
    err.println("Effective configuration (from defaults unless said):");
    EffectiveConfig.lines(settings, SettingGroups.RUN).forEach(err::println);
    err.flush();
    return cluster.isEmpty()
        ? new LocalJob<>(config, KafkaStartChecks::new, webPort, err).run()
        : new RemoteSubmission(
                config, cluster.get(), settings.get(ClusterSettings.SAVEPOINT_DIR), err)
            .run(checked, detached);
  }
}
