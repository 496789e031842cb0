package io.mosaicgpt.model.training.run;

import io.mosaicgpt.model.checkpoint.ModelPreset;
import io.mosaicgpt.model.checkpoint.ProgressListener;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.corpus.Corpus;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.prompt.PromptTemplates;
import io.mosaicgpt.model.tokenizer.training.TokenizerSpec;
import io.mosaicgpt.model.tokenizer.training.TokenizerTrainer;
import io.mosaicgpt.model.training.data.RecordFormat;
import io.mosaicgpt.model.training.data.TrainingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A small model that learns to tell a few tickets apart. */
final class TicketModel {
  static final String INSTRUCTION = "What is it about?";

  /** Listens to nothing. */
  static final RunListener SILENT = new Until(0);

  private final Path directory;
  private final Path data;
  private Path eval;
  private final Path tokenizer;

  TicketModel(Path directory) throws IOException {
    this.directory = directory;
    this.data = Files.writeString(directory.resolve("tickets.csv"), tickets());
    this.eval = data;
    TokenizerTrainer trainer =
        new TokenizerTrainer(new TokenizerSpec(300, 2, List.of(), List.of()));
    this.tokenizer =
        trainer
            .learn(
                trainer.count(corpus(data), 1 << 28, ProgressListener.NONE), ProgressListener.NONE)
            .write(Files.createDirectory(directory.resolve("tokenizer")));
  }

  private static String tickets() {
    StringBuilder csv = new StringBuilder("text,label\n");
    for (String thing : List.of("lamp", "chair", "book", "phone", "desk", "bike")) {
      csv.append("I want my money back for the %s,refund\n".formatted(thing));
      csv.append("where is the %s,delivery\n".formatted(thing));
      csv.append("the %s is wonderful,praise\n".formatted(thing));
    }
    return csv.toString();
  }

  static RunSettingsBuilder settings() {
    return RunSettings.builder().epochs(2).batchTokens(100).dropout(0.1).ema(0.9).seed(5);
  }

  StartingPoint start() throws IOException {
    return StartingPoint.random("tiny", ModelPreset.of("tiny"), 5, tokenizer);
  }

  RecordFormat format(StartingPoint start) {
    return new RecordFormat(start.tokenizer(), PromptTemplates.raw(), 0, 128, INSTRUCTION);
  }

  Path tokenizer() {
    return tokenizer;
  }

  /** Measures later runs on another file than the data itself. */
  void evaluateOn(Path file) {
    eval = file;
  }

  /** A run into a directory of that name. */
  TrainingRun open(
      String output, StartingPoint start, RunSettings settings, Pace pace, RunListener listener)
      throws IOException {
    RecordFormat format = format(start);
    return TrainingRun.open(
        start,
        TrainingData.read(corpus(data), format, true, ProgressListener.NONE),
        List.of(EvaluationSet.read("tickets", corpus(eval), format, true, ProgressListener.NONE)),
        settings,
        pace,
        ReplicaDevice.CPU,
        1,
        RunDirectory.prepare(directory.resolve(output), Files.exists(directory.resolve(output))),
        listener);
  }

  private static Corpus corpus(Path file) {
    return Corpus.of(List.of(file), Corpus.LABEL);
  }

  /** Runs to the end, or until a step was taken; the metrics, without their times. */
  List<Object> run(String output, RunSettings settings, int lastStep) throws IOException {
    Until until = new Until(lastStep);
    try (StartingPoint start = start();
        TrainingRun run =
            open(output, start, settings, new Pace(Optional.of(3), Optional.of(4)), until)) {
      until.run = run;
      if (run.run()) {
        run.export(WeightType.BFLOAT16, ProgressListener.NONE);
      }
      return withoutTimes(run.metrics());
    }
  }

  private static List<Object> withoutTimes(RunMetrics metrics) {
    List<Object> lines = new ArrayList<>(metrics.evaluations());
    for (StepMetrics step : metrics.steps()) {
      lines.add(
          List.of(
              step.step(),
              step.epoch(),
              step.loss(),
              step.gradientNorm(),
              step.learningRate(),
              step.tokens(),
              step.scoredTokens()));
    }
    return lines;
  }

  /** Stops a run behind a step. */
  static class Until implements RunListener {
    private final int last;
    private TrainingRun run;

    Until(int last) {
      this.last = last;
    }

    @Override
    public void started(int done, int steps) {}

    @Override
    public void stepped(StepMetrics step) {
      if (step.step() == last) {
        run.stop();
      }
    }

    @Override
    public void evaluating(long done, long total) {}

    @Override
    public void evaluated(EvaluationMetrics evaluation) {}

    @Override
    public void saved(int step) {}
  }
}
