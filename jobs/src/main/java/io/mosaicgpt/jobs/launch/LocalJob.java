package io.mosaicgpt.jobs.launch;

import io.mosaicgpt.jobs.checkpoint.LocalCheckpoints;
import io.mosaicgpt.jobs.checkpoint.RunMarks;
import io.mosaicgpt.jobs.cli.Distribution;
import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.cli.LogFile;
import io.mosaicgpt.jobs.cli.Now;
import io.mosaicgpt.jobs.cluster.JobMetrics;
import io.mosaicgpt.jobs.cluster.JobWatch;
import io.mosaicgpt.jobs.cluster.LocalRun;
import io.mosaicgpt.jobs.cluster.NoAnswerException;
import io.mosaicgpt.jobs.cluster.RunningJob;
import io.mosaicgpt.jobs.cluster.SavepointAtEnd;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.job.Ends;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.RestorePoint;
import io.mosaicgpt.jobs.preflight.CheckedJob;
import io.mosaicgpt.jobs.preflight.StartChecks;
import io.mosaicgpt.jobs.process.Home;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.prompt.ServedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;

/**
 * A job in this process: looks at its ends, loads the model, resumes, runs, stops on a signal.
 *
 * @param <E> the kind of its ends
 */
public final class LocalJob<E extends Ends> {
  /** Makes the checks of a job, which tell what they find to a consumer. */
  @FunctionalInterface
  public interface Checks<E extends Ends> {
    /** The checks of one job. */
    StartChecks<E> of(JobConfig<E> config, Consumer<String> say);
  }

  private final JobConfig<E> config;
  private final Checks<E> checks;
  private final WebPort webPort;
  private final PrintWriter err;

  public LocalJob(JobConfig<E> config, Checks<E> checks, WebPort webPort, PrintWriter err) {
    this.config = config;
    this.checks = checks;
    this.webPort = webPort;
    this.err = err;
  }

  /** Runs until the job ends or the process is told to stop. */
  public int run() throws IOException, InterruptedException {
    Path log = LogFile.open("run");
    Home home = Distribution.home();
    if (home.temporary()) {
      say(
          "This user has no home: logs and checkpoints are kept in %s, as long as that stays; %s names"
              + " a better place.",
          home.directory(), Home.VARIABLE);
    }
    StartChecks<E> ends = checks.of(config, sentence -> say("%s", sentence));
    CheckedJob<E> checked = ends.check();
    // Loaded here first: shows progress, refuses a bad model at once, and outlives restarts.
    try (InferenceEngine engine = EngineLoading.warm(config.serving().engine())) {
      JobConfig<E> resolved =
          new LocalCheckpoints(
                  home.directory(), checked.servedGroup(), sentence -> say("%s", sentence))
              .resolve(checked.config());
      boolean resumed = !resolved.checkpoints().restore().isNone();
      if (resumed) {
        say(
            "Going on from checkpoint %s (--restore none starts afresh).",
            resolved.checkpoints().restore().what());
      }
      ends.checkAgain(resolved.checkpoints().restore());
      RunMarks.prune(resolved);
      boolean ended = run(resolved, engine, log);
      if (ended && resumed && config.ends().bounded() && config.ends().remembersWhatIsAnswered()) {
        // The end of the run that was stopped is part of its checkpoint.
        say("What the run before had left is answered; now what has come since.");
        ended = run(resolved.with(resolved.checkpoints().from(RestorePoint.NONE)), engine, log);
      }
      say(ended ? "Every event is answered." : "Stopped.");
    }
    return 0;
  }

  /** True if the job has ended by itself, false if somebody stopped it. */
  @SuppressWarnings("try") // the signal is only to be open
  private boolean run(JobConfig<E> resolved, InferenceEngine engine, Path log)
      throws IOException, InterruptedException {
    Instant start = Instant.now();
    try (LocalRun run = LocalRun.start(resolved, webPort);
        StopSignal signal = StopSignal.cancelling(run.job())) {
      RunMarks.noteStart(resolved, run.job().id(), start);
      say("Job %s  Flink's web interface: %s  Log: %s", run.job().id(), run.webInterface(), log);
      JobWatch watch =
          new JobWatch(
              run.job(), line -> say("%s  %s", Now.time(), line), () -> serving(engine.model()));
      Optional<RunningAccuracy> accuracy =
          RunningAccuracy.of(
              config.serving(),
              new JobMetrics(
                  run.webInterface().getAuthority(), run.job().id(), JobMetrics.GENERATE),
              line -> say("%s  %s", Now.time(), line));
      boolean noted = false;
      while (watch.goesOn()) {
        noted = noted || noteProgress(resolved, run.job());
        if (accuracy.isPresent()) {
          accuracy.get().look();
        }
      }
      accuracy.ifPresent(RunningAccuracy::end);
      run.job().await();
      return run.job().status() == JobStatus.FINISHED && noteEnd(resolved, run.job());
    }
  }

  private static boolean noteProgress(JobConfig<?> resolved, RunningJob job)
      throws IOException, InterruptedException {
    try {
      boolean progress = job.completedCheckpoints() > 0;
      if (progress) {
        RunMarks.noteProgress(resolved, job.id());
      }
      return progress;
    } catch (NoAnswerException e) {
      return false; // asked again in a moment
    }
  }

  /** True unless a savepoint has ended it. */
  private boolean noteEnd(JobConfig<?> resolved, RunningJob job)
      throws IOException, InterruptedException {
    Optional<SavepointAtEnd> savepoint = job.savepointAtEnd();
    if (savepoint.isPresent() && !savepoint.get().drained()) {
      RunMarks.noteSavepoint(resolved, job.id(), savepoint.get().path());
      say("Ended with savepoint %s; the next start goes on from it.", savepoint.get().path());
      return false;
    }
    RunMarks.noteEnd(resolved, job.id());
    if (savepoint.isPresent()) {
      say("Drained: what was read is answered, and the next start begins behind it.");
    }
    return savepoint.isEmpty();
  }

  private void serving(ServedModel model) {
    say("Serving %s.", model.config().name());
    if (model.tokenizer().isEmpty()) {
      say(
          "It has no tokenizer.json: events with prompt_token_ids are served, and those with"
              + " text become dead letters.");
    }
    say(
        config.ends().bounded()
            ? "Ends when everything that is in the input now is answered."
            : "Stop with Ctrl-C; the next start goes on where this one stopped.");
  }

  private void say(String format, Object... values) {
    err.printf(format + "%n", values);
    err.flush();
  }
}
