package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.cluster.JobView;
import io.mosaicgpt.jobs.cluster.LocalRun;
import io.mosaicgpt.jobs.cluster.RemoteCluster;
import io.mosaicgpt.jobs.cluster.SavepointAtEnd;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.Serving;
import io.mosaicgpt.jobs.job.TableEnds;
import io.mosaicgpt.jobs.launch.StopSignal;
import io.mosaicgpt.jobs.process.ExitStack;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.prompt.ServedModel;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;

/** This process, with a Flink of its own. Jobs end with it. */
final class LocalSite implements LabelSite {
  private final Serving serving;
  private final WebPort webPort;
  private final InferenceEngine engine;
  private final Consumer<String> say;

  private LocalSite(
      Serving serving, WebPort webPort, InferenceEngine engine, Consumer<String> say) {
    this.serving = requireNonNull(serving, "serving is null");
    this.webPort = requireNonNull(webPort, "webPort is null");
    this.engine = requireNonNull(engine, "engine is null");
    this.say = requireNonNull(say, "say is null");
  }

  /**
   * Loads the model: shows progress, refuses a bad one at once, and outlives restarts.
   *
   * @param say takes a sentence when this process is told to stop
   */
  static LocalSite open(Serving serving, WebPort webPort, Consumer<String> say) {
    return new LocalSite(serving, webPort, EngineLoading.warm(serving.engine()), say);
  }

  @Override
  public ServedModel model() {
    return engine.model();
  }

  @Override
  public Serving serving() {
    return serving;
  }

  @Override
  public Optional<RemoteCluster> cluster() {
    return Optional.empty();
  }

  @Override
  public Optional<EngineStats> stats() {
    return Optional.of(engine.stats());
  }

  @Override
  public LabelTask start(JobConfig<TableEnds> config, JobID id) throws InterruptedException {
    return new Task(LocalRun.start(config, webPort), say);
  }

  @Override
  public void close() {
    engine.close();
  }

  private static final class Task implements LabelTask {
    private final LocalRun run;
    private final StopSignal signal;
    private final Consumer<String> say;
    private final ExitStack.Entry goodbye;

    Task(LocalRun run, Consumer<String> say) {
      this.run = requireNonNull(run, "run is null");
      this.say = requireNonNull(say, "say is null");
      this.signal = StopSignal.cancelling(run.job());
      this.goodbye =
          ExitStack.ofProcess()
              .push(
                  () ->
                      say.accept("Stopped; the same command goes on behind its last checkpoint."));
    }

    @Override
    public JobView job() {
      return run.job();
    }

    @Override
    public JobID id() {
      return run.job().id();
    }

    @Override
    public String address() {
      return run.webInterface().getAuthority();
    }

    @Override
    public void cancel() throws InterruptedException {
      run.job().cancel();
    }

    @Override
    public boolean outcome() throws InterruptedException {
      run.job().await();
      boolean finished = run.job().status() == JobStatus.FINISHED;
      if (!finished && !ExitStack.ofProcess().isUnwinding()) {
        say.accept("The job was cancelled; the same command goes on behind its last checkpoint.");
      }
      return finished;
    }

    @Override
    public Optional<String> savepointAtEnd() throws InterruptedException {
      return run.job().savepointAtEnd().map(SavepointAtEnd::path);
    }

    @Override
    public void close() {
      try (run) {
        goodbye.close();
        signal.close();
      }
    }
  }
}
