package io.mosaicgpt.jobs.measure.pipeline;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.broker.EmbeddedBroker;
import io.mosaicgpt.jobs.cluster.LocalRun;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.jobs.measure.engine.EngineBench;
import io.mosaicgpt.jobs.measure.engine.SlotSweep;
import io.mosaicgpt.jobs.measure.workload.ClosedLoop;
import io.mosaicgpt.jobs.measure.workload.RunWindow;
import io.mosaicgpt.jobs.measure.workload.Workload;
import io.mosaicgpt.jobs.process.TemporaryDirectory;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The workload on the bare engine and through Kafka and Flink, in turn and on the same loaded
 * model. Either side has as many requests in flight as the other, finds nothing of an earlier run
 * in the prefix cache, and is measured over the same time, see {@link RunWindow}.
 *
 * <p>The side that begins changes from pair to pair, so that a machine that becomes slower or
 * faster is not taken for a difference. Broker and cluster run only while their side is measured.
 */
public final class PipelineBench {
  private final InferenceEngine engine;
  private final Settings settings;
  private final JobConfig<KafkaEnds> job;
  private final Workload workload;
  private final long seed;
  private final List<GenerationRequest> requests;

  /**
   * Prepares a benchmark.
   *
   * @param settings of the job; broker and checkpoint directory are put in
   * @throws io.mosaicgpt.jobs.BadInputException when a setting cannot be used, or when a request
   *     has no token ids and the model no tokenizer
   */
  public PipelineBench(InferenceEngine engine, Settings settings, Workload workload, long seed) {
    this.engine = requireNonNull(engine, "engine is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.job = JobConfig.ofKafka(settings);
    this.workload = requireNonNull(workload, "workload is null");
    this.seed = seed;
    this.requests = EngineBench.requests(engine.model(), workload, seed);
  }

  /**
   * Runs it.
   *
   * @param pairs runs of each side, at least 1
   * @throws IllegalStateException when the job fails or an event becomes a dead letter
   */
  public PipelineComparison run(int pairs) throws IOException, InterruptedException {
    List<RunWindow> bare = new ArrayList<>();
    List<PipelineRun> piped = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      if (pair % 2 == 0) {
        bare.add(bare());
        piped.add(piped());
      } else {
        piped.add(piped());
        bare.add(bare());
      }
    }
    return PipelineComparison.of(engine, job, bare, piped);
  }

  private RunWindow bare() throws InterruptedException {
    SlotSweep.run(engine);
    try (ProgressLine progress = ProgressLine.of("Bare engine", ProgressUnit.REQUESTS)) {
      return RunWindow.ofEngine(
          ClosedLoop.run(
              engine,
              requests,
              job.serving().options().capacity(engine.setup().maxNumSeqs()),
              progress));
    }
  }

  private PipelineRun piped() throws IOException, InterruptedException {
    try (TemporaryDirectory checkpoints = TemporaryDirectory.create("bench");
        EmbeddedBroker broker = EmbeddedBroker.start()) {
      JobConfig<KafkaEnds> config =
          JobConfig.ofKafka(
              settings.with(
                  Map.of(
                      KafkaSettings.BOOTSTRAP_SERVERS, broker.bootstrapServers(),
                      ServingSettings.CHECKPOINT_DIR, LocalUri.of(checkpoints.path()))));
      broker.createTopics(1, config.ends().topics().all());
      try (LocalRun run = LocalRun.start(config, WebPort.auto())) {
        run.job().awaitRunning();
        return new PipelineFeed(run.job(), config, engine, workload, seed).run();
      }
    }
  }
}
