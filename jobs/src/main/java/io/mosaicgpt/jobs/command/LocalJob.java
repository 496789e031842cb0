package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.cluster.LocalRun;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.config.JobConfig;
import io.mosaicgpt.jobs.pipeline.Restores;
import io.mosaicgpt.jobs.preflight.CheckedKafka;
import io.mosaicgpt.jobs.preflight.KafkaPreflight;
import io.mosaicgpt.model.engine.InferenceEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** The job in this process: looks at Kafka, loads the model, resumes, runs, stops on a signal. */
final class LocalJob {
  private final JobConfig config;
  private final WebPort webPort;
  private final PrintWriter err;

  LocalJob(JobConfig config, WebPort webPort, PrintWriter err) {
    this.config = config;
    this.webPort = webPort;
    this.err = err;
  }

  /** Runs until the job ends or the process is told to stop. */
  int run() throws IOException, InterruptedException {
    Path log = LogFile.open("run");
    Home home = Distribution.home();
    if (home.temporary()) {
      say(
          "This user has no home: logs and checkpoints are kept in %s, as long as that stays; %s names"
              + " a better place.",
          home.directory(), Home.VARIABLE);
    }
    CheckedKafka kafka =
        new KafkaPreflight(config, KafkaPreflight.PATIENCE, sentence -> say("%s", sentence))
            .check();
    // Loaded here first: shows progress, refuses a bad model at once, and outlives restarts.
    try (InferenceEngine engine = EngineLoading.acquire(config.engine())) {
      JobConfig resolved =
          new LocalCheckpoints(home.directory()).resolve(kafka.config(), kafka.clusterId());
      if (!resolved.restore().equals(Restores.NONE)) {
        say("Going on from checkpoint %s (--restore none starts afresh).", resolved.restore());
      }
      try (LocalRun run = LocalRun.start(resolved, webPort)) {
        LocalCheckpoints.note(resolved, run.job().id());
        say(
            "Serving %s. Flink's web interface: %s  Log: %s",
            engine.model().config().name(), run.webInterface(), log);
        if (engine.model().tokenizer().isEmpty()) {
          say(
              "It has no tokenizer.json: events with prompt_token_ids are served, and those with"
                  + " text become dead letters.");
        }
        say(
            config.bounded()
                ? "Ends when everything that is in the input now is answered."
                : "Stop with Ctrl-C; the next start goes on where this one stopped.");
        await(run);
      }
    }
    return 0;
  }

  private void await(LocalRun run) throws InterruptedException {
    try (StopSignal signal = StopSignal.cancelling(run.job())) {
      run.job().await();
      say(signal.received() ? "Stopped." : "Every event is answered.");
    }
  }

  private void say(String format, Object... values) {
    err.printf(format + "%n", values);
    err.flush();
  }
}
