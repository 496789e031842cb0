package io.mosaicgpt.jobs.command.finetune;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.ErrorSentences;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.jobs.cli.NativeCache;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.terminal.ProgressLine;
import io.mosaicgpt.jobs.terminal.ProgressUnit;
import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.corpus.Corpus;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.replica.Replicas;
import io.mosaicgpt.model.training.OtherRunException;
import io.mosaicgpt.model.training.TrainingStateException;
import io.mosaicgpt.model.training.data.RecordFormat;
import io.mosaicgpt.model.training.data.TrainingData;
import io.mosaicgpt.model.training.report.DataFile;
import io.mosaicgpt.model.training.report.LabelEvaluation;
import io.mosaicgpt.model.training.report.ReportPage;
import io.mosaicgpt.model.training.report.RunRecord;
import io.mosaicgpt.model.training.run.EvaluationSet;
import io.mosaicgpt.model.training.run.Pace;
import io.mosaicgpt.model.training.run.RunDirectory;
import io.mosaicgpt.model.training.run.RunNotWrittenException;
import io.mosaicgpt.model.training.run.RunSettings;
import io.mosaicgpt.model.training.run.StartingPoint;
import io.mosaicgpt.model.training.run.TrainingRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a model on files. */
@Command(
    name = "finetune",
    description = {
      "Train a model on labelled texts, instructions with answers, or plain text, and write a model"
          + " directory that every command takes.",
      "",
      "Data is UTF-8: .jsonl and .csv with instruction, context and response, with text and label"
          + " or with text alone, and .txt; each also as .gz. Ctrl-C stops the run behind a step,"
          + " and --resume goes on to the same bits.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
public final class FinetuneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StartFlags start;
  @Mixin private DataFlags data;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "A directory that is empty or does not exist yet; with --resume that of a run.")
  private Path output;

  @Option(
      names = "--resume",
      description = "Go on with the run that --output holds, given the same flags.")
  private boolean resume;

  @Mixin private LearningFlags learning;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "auto, cpu or cuda:N. Default: ${DEFAULT-VALUE}")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Threads of the CPU; 0 takes all, or one for a model narrower than 512. Default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "bfloat16",
      description = "Of the weights that are written: bfloat16 or float32. Default: bfloat16")
  private String dtype;

  @Option(names = "--json", description = "Print training.json when all is done.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    start.check();
    RunSettings settings = learning.settings();
    Pace pace = learning.pace();
    WeightType type = weightType();
    if (threads < 0) {
      throw new BadInputException("--threads is %d: give 0 or more.".formatted(threads));
    }
    String template = data.template();
    Corpus corpus = data.corpus();
    List<Corpus> evalCorpora = data.evalCorpora();
    NativeCache.prepare();
    ReplicaDevice where = device();
    RunDirectory directory = RunDirectory.prepare(output, resume);
    try (StartingPoint from = start.open(settings.seed())) {
      RecordFormat format = data.format(from, settings, template, output);
      TrainingData training = data.read(corpus, format);
      List<EvaluationSet> evaluation =
          data.readEval(evalCorpora, format, training, from.config().maxSeqLen());
      List<DataFile> files = DataFile.of(corpus.files(), training);
      List<DataFile> evalFiles = DataFile.of(evalCorpora, evaluation);
      sayWhatWasLeftOut(training);
      try (RunProgress progress =
              new RunProgress(spec.commandLine().getErr(), Terminal.system(), System::nanoTime);
          TrainingRun run =
              TrainingRun.open(
                  from,
                  training,
                  evaluation,
                  settings,
                  pace,
                  where,
                  threads,
                  directory,
                  progress)) {
        if (!run(run, progress, type)) {
          return ErrorSentences.FAILURE; // of no account if it was a signal's
        }
        run.release(); // or the model is held twice, and its gradients and moments with it
        Optional<LabelEvaluation> labels =
            ServedLabels.evaluate(
                output, template, where, format, training, evaluation, settings.seed());
        labels.flatMap(LabelEvaluation::calibration).ifPresent(run::calibrate);
        RunRecord runRecord =
            RunRecord.of(
                run,
                from,
                training,
                files,
                evalFiles,
                labels.map(LabelEvaluation::results).orElse(null));
        String name = String.valueOf(output.toAbsolutePath().normalize().getFileName());
        run.complete(runRecord, ReportPage.of(name, runRecord, run.metrics()));
        print(runRecord);
        return 0;
      }
    } catch (OtherRunException e) {
      throw new BadInputException(withFlags(e.getMessage()), e);
    } finally {
      directory.discard();
    }
  }

  /** Takes the steps and writes the model; false if that was not to be. */
  @SuppressWarnings("try") // the signal is only to be open
  private boolean run(TrainingRun run, RunProgress progress, WeightType type) throws IOException {
    try (RunStop stop = RunStop.of(run)) {
      if (run.step() > 0) {
        say("Going on behind step %d of %d.", run.step(), run.steps());
      } else if (resume) {
        say("%s holds no step yet: beginning with the first.", output);
      }
      boolean ended = run.run();
      progress.close();
      if (!ended) {
        say(
            "Stopped behind step %d of %d; the same command with --resume goes on.",
            run.step(), run.steps());
        return false;
      }
      try (ProgressLine writing = ProgressLine.of("Writing weights", ProgressUnit.MEGABYTES)) {
        run.export(type, writing::to);
      }
      return true;
    } catch (TrainingStateException | RunNotWrittenException e) {
      progress.close();
      say("%s", e.getMessage()); // here, as nobody says anything while the process is stopping
      return false;
    }
  }

  private void print(RunRecord runRecord) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOutput.print(out, runRecord);
    } else {
      RunSummary.lines(output, runRecord).forEach(out::println);
      out.flush();
    }
  }

  private void sayWhatWasLeftOut(TrainingData training) {
    if (training.dropped() > 0) {
      say(
          "%d of %d examples are left out, being longer than the model or --max-seq-len; the"
              + " longest has %d tokens.",
          training.dropped(), training.dropped() + training.records().size(), training.longest());
    }
  }

  private WeightType weightType() {
    return switch (dtype) {
      case "bfloat16" -> WeightType.BFLOAT16;
      case "float32" -> WeightType.FLOAT32;
      default ->
          throw new BadInputException(
              "--dtype is '%s': give bfloat16 or float32.".formatted(dtype));
    };
  }

  private ReplicaDevice device() {
    if (!device.matches("auto|cpu|cuda:\\d{1,3}")) {
      throw new BadInputException(
          "--device is '%s': give auto, cpu or cuda:N with N from 0.".formatted(device));
    }
    if (device.equals("auto")) {
      return Replicas.devices().get(0);
    }
    try {
      ReplicaDevice named = ReplicaDevice.parse(device);
      Replicas.requireDevice(named, ElementType.FLOAT32);
      return named;
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }

  /** The run's sentence has the name of a setting, which is that of a flag. */
  private static String withFlags(String sentence) {
    return sentence.replaceFirst("since it has ([a-z-]+) ", "since it has --$1 ");
  }

  private void say(String format, Object... values) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf("mosaicgpt: " + format + "%n", values);
    err.flush();
  }
}
