package io.mosaicgpt.model.training.run;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.replica.threads.ExitGate;
import io.mosaicgpt.model.training.ComputeOptions;
import io.mosaicgpt.model.training.ModelExport;
import io.mosaicgpt.model.training.NonFiniteLossException;
import io.mosaicgpt.model.training.StepResult;
import io.mosaicgpt.model.training.Trainer;
import io.mosaicgpt.model.training.TrainingOptions;
import io.mosaicgpt.model.training.TrainingStates;
import io.mosaicgpt.model.training.TrainingSteps;
import io.mosaicgpt.model.training.data.Fingerprint;
import io.mosaicgpt.model.training.data.TrainingData;
import io.mosaicgpt.model.training.data.TrainingRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run: takes its steps, saves and evaluates the model on its way, and writes it at the end. A run
 * that was stopped or killed goes on behind its last state, to the same bits.
 *
 * <p>One thread at a time, but for {@link #stop}.
 */
public final class TrainingRun implements AutoCloseable {
  /**
   * From so many parameters on activations are computed twice rather than kept: there they take
   * more memory than weights and moments, and a third more time is the lesser evil.
   */
  static final long RECOMPUTED_PARAMETERS = 200_000_000;

  private static final double SECONDS_BETWEEN_STATES = 60;

  /** Of a run's time, saving takes at most about a tenth. */
  private static final double WORK_FOR_SAVING = 10;

  private final StartingPoint start;
  private final List<EvaluationSet> evaluationSets;
  private final Pace pace;
  private final RunDirectory directory;
  private final RunListener listener;
  private final RunSettings settings;
  private final ComputeOptions compute;
  private final TrainingOptions options;
  private final TrainingSteps steps;
  private final TrainingStates states;
  private final MetricsFile metrics;
  private final Trainer trainer;
  private double secondsBefore;
  private long startNanos = System.nanoTime();
  private int saved;
  private double savedAt;
  private double secondsOfSaving;
  private volatile boolean stopped;
  private boolean released;

  private TrainingRun(
      StartingPoint start,
      List<EvaluationSet> evaluationSets,
      Pace pace,
      RunDirectory directory,
      RunListener listener,
      RunSettings settings,
      ComputeOptions compute,
      TrainingOptions options,
      TrainingSteps steps,
      TrainingStates states,
      MetricsFile metrics,
      Trainer trainer) {
    this.start = start;
    this.evaluationSets = List.copyOf(evaluationSets);
    this.pace = requireNonNull(pace, "pace is null");
    this.directory = directory;
    this.listener = requireNonNull(listener, "listener is null");
    this.settings = settings;
    this.compute = compute;
    this.options = options;
    this.steps = steps;
    this.states = states;
    this.metrics = metrics;
    this.trainer = trainer;
  }

  /**
   * Begins a run, or goes on with the one that the directory holds.
   *
   * @param start closed by the caller, after the run
   * @param data what is learned
   * @param evaluationSets what the model is measured on; may be empty
   * @param threads of the CPU; 0 takes all
   * @throws io.mosaicgpt.model.training.TrainingStateException when the directory's run is another
   * @throws IllegalArgumentException when the machine does not have the device
   * @throws io.mosaicgpt.model.forward.EngineFailure when PyTorch fails
   */
  public static TrainingRun open(
      StartingPoint start,
      TrainingData data,
      List<EvaluationSet> evaluationSets,
      RunSettings settings,
      Pace pace,
      ReplicaDevice device,
      int threads,
      RunDirectory directory,
      RunListener listener)
      throws IOException {
    TrainingSteps steps =
        new TrainingSteps(data.records(), settings.seed(), settings.tokensOfStep());
    TrainingOptions options =
        settings.options(start.config(), start.trained(), steps.perEpoch(), device);
    ComputeOptions compute =
        new ComputeOptions(device, threads, start.parameters() >= RECOMPUTED_PARAMETERS);
    Trainer trainer =
        Trainer.open(
            start.weights(),
            Fingerprint.of(data.records()),
            settings.given(device),
            options,
            compute);
    try {
      directory.begin();
      TrainingStates states = new TrainingStates(directory.training());
      int done = directory.resumed() ? states.restore(trainer).orElse(0) : 0;
      TrainingRun run =
          new TrainingRun(
              start,
              evaluationSets,
              pace,
              directory,
              listener,
              settings,
              compute,
              options,
              steps,
              states,
              MetricsFile.goOnBehind(directory.metrics(), done),
              trainer);
      run.remember();
      return run;
    } catch (IOException | RuntimeException e) {
      trainer.close();
      throw e;
    }
  }

  /** What came of the steps that an earlier process has taken. */
  private void remember() throws IOException {
    RunMetrics before = metrics.read();
    if (!before.steps().isEmpty()) {
      secondsBefore = before.steps().get(before.steps().size() - 1).seconds();
    }
    saved = trainer.step();
    savedAt = secondsBefore;
  }

  /** Ends the run after the step that is being taken; from any thread. */
  public void stop() {
    stopped = true;
  }

  /** Steps taken so far, by earlier processes too. */
  public int step() {
    return trainer.step();
  }

  /** Steps of the whole run. */
  public int steps() {
    return options.steps();
  }

  /** Where it lies. */
  public Path path() {
    return directory.path();
  }

  /**
   * Takes the steps that are left, and saves the last. Holds up the end of the JVM until it
   * returns, so that what stops the process can {@link #stop} the run and have it saved.
   *
   * @return whether none is left, since nobody has stopped it
   * @throws DivergedException when a step's loss is no number; the last state is kept
   * @throws io.mosaicgpt.model.training.TrainingStateException when a state cannot be saved; the
   *     last one is kept
   * @throws RunNotWrittenException when metrics cannot be written; the last state is kept
   */
  @SuppressWarnings("try") // only to be open
  public boolean run() {
    try (ExitGate.Hold hold = ExitGate.ofJvm().hold()) {
      return runToTheEnd();
    }
  }

  private void requireHeld() {
    if (released) {
      throw new IllegalStateException("the run has given its memory back");
    }
  }

  private boolean runToTheEnd() {
    requireHeld();
    startNanos = System.nanoTime();
    listener.started(trainer.step(), options.steps());
    evaluateIfDue();
    while (trainer.step() < options.steps() && !stopped) {
      step(trainer.step() + 1);
      FreedMemory.release(trainer.step());
      evaluateIfDue();
      if (saveIsDue()) {
        save();
      }
    }
    if (trainer.step() > saved) {
      save();
    }
    return trainer.step() == options.steps() && !stopped;
  }

  /** Something that a full disk may end. */
  @FunctionalInterface
  private interface Writing {
    void write() throws IOException;
  }

  /** Whichever file meets a full disk first, the user reads where that is and what to do. */
  private void write(Writing writing) {
    try {
      writing.write();
    } catch (IOException e) {
      throw new RunNotWrittenException(directory.path(), e);
    }
  }

  private void step(int number) {
    List<TrainingRecord> records = steps.at(number);
    StepResult result;
    try {
      result = trainer.train(records);
    } catch (NonFiniteLossException e) {
      throw new DivergedException(e, records.get(0).place());
    }
    StepMetrics line =
        new StepMetrics(
            result.step(),
            (result.step() - 1) / steps.perEpoch() + 1,
            result.loss(),
            result.gradientNorm(),
            result.learningRate(),
            result.tokens(),
            result.scoredTokens(),
            seconds());
    write(() -> metrics.write(line));
    listener.stepped(line);
  }

  private void evaluateIfDue() {
    int step = trainer.step();
    boolean due = step == options.steps() || step % pace.evalEvery().orElse(steps.perEpoch()) == 0;
    if (evaluationSets.isEmpty() || step == 0 || !due) {
      return;
    }
    Optional<EvaluationMetrics> evaluation =
        new Evaluator(trainer, averaged(), () -> stopped, listener).evaluate(evaluationSets);
    if (evaluation.isPresent()) { // Otherwise stopped, and done when the run goes on.
      write(() -> metrics.write(evaluation.get()));
      listener.evaluated(evaluation.get());
    }
  }

  private boolean saveIsDue() {
    if (pace.saveEvery().isPresent()) {
      return trainer.step() % pace.saveEvery().get() == 0;
    }
    double pause = Math.max(SECONDS_BETWEEN_STATES, WORK_FOR_SAVING * secondsOfSaving);
    return seconds() - savedAt >= pause;
  }

  private void save() {
    double begin = seconds();
    write(metrics::force);
    states.save(trainer);
    saved = trainer.step();
    savedAt = seconds();
    secondsOfSaving = savedAt - begin;
    listener.saved(saved);
  }

  /**
   * Writes the model, the averaged weights if there are any, also while the JVM ends.
   *
   * @throws io.mosaicgpt.model.checkpoint.CheckpointException when there is too little room for it;
   *     the run is still there
   * @throws RunNotWrittenException when it cannot be written; the run is still there
   */
  @SuppressWarnings("try") // only to be open
  public void export(WeightType type, ProgressListener progress) throws IOException {
    requireHeld();
    Path export = directory.exported();
    try (ExitGate.Hold hold = ExitGate.ofJvm().hold()) {
      write(
          () ->
              ModelExport.write(
                  trainer, averaged(), start.preset(), start.files(), type, export, progress));
    }
    write(() -> directory.publish(export));
  }

  /**
   * Puts a temperature beside the model that was written.
   *
   * @throws RunNotWrittenException when it cannot be written; the run is still there
   */
  public void calibrate(Calibration calibration) {
    write(() -> calibration.write(directory.path()));
  }

  /**
   * Lets the directory say that all is done, and takes the states away.
   *
   * @param record how the model came about, for {@code training.json}
   * @param page the same, for {@code report.html}
   * @throws RunNotWrittenException when they cannot be written; the run is still there
   */
  public void complete(Object record, String page) {
    write(() -> directory.complete(record, page));
  }

  /** What it has told of itself so far. */
  public RunMetrics metrics() throws IOException {
    return metrics.read();
  }

  /** Its settings, all decided, by the names that users know. */
  public Map<String, String> settings() {
    return settings.described(options, compute.device());
  }

  /** Seconds that it has computed, without the time between a stop and its resumption. */
  public double seconds() {
    return secondsBefore + (System.nanoTime() - startNanos) / 1e9;
  }

  /** Where it computes. */
  public ReplicaDevice device() {
    return compute.device();
  }

  /** Threads of the CPU. */
  public int threads() {
    return compute.usedThreads(start.config());
  }

  /** Whether the model is the moving average of the weights. */
  public boolean averaged() {
    return options.averageDecay() > 0;
  }

  /**
   * Gives back the memory of weights, gradients and moments, so that the model that was written can
   * be served beside. No more steps, states or models come of the run then; what it tells of itself
   * it still does. Done once, however often it is called.
   */
  public void release() {
    if (!released) {
      released = true;
      trainer.close();
      FreedMemory.release();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      metrics.close();
    } finally {
      release();
    }
  }
}
