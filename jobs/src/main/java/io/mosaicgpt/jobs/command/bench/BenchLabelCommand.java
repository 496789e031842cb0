package io.mosaicgpt.jobs.command.bench;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.jobs.cli.LabelJobFlags;
import io.mosaicgpt.jobs.cli.LogFile;
import io.mosaicgpt.jobs.cli.RunFlags;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.config.ClusterSettings;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.job.Serving;
import io.mosaicgpt.jobs.label.LabelJob;
import io.mosaicgpt.jobs.label.LabelRequest;
import io.mosaicgpt.jobs.measure.label.LabelBench;
import io.mosaicgpt.jobs.measure.label.LabelRates;
import io.mosaicgpt.jobs.terminal.Plural;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.ServedModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what labelling a file takes, and what it saves. */
@Command(
    name = "label",
    description = {
      "Measure how fast rows are labelled: on the bare engine, from file to file, and label by label.",
      "",
      "All sides run in this process, in turn, on the same loaded model. From file to file is all that"
          + " 'label' does but for loading the model: reading the input, starting the job, labelling,"
          + " writing the output. Label by label some of the rows are asked again as engines without"
          + " label trees are: a request per label, which finds its prompt in the prefix cache, and a"
          + " text per label, prompt and label, all of whose tokens are computed and scored.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    modelTransformer = LabelJobFlags.class)
final class BenchLabelCommand implements Callable<Integer> {
  /** Of a job that takes less, start and end are more than a few per cent. */
  private static final int LEAST_SECONDS = 60;

  @Spec private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      required = true,
      description = "Rows, as label reads them.")
  private String input;

  @Option(
      names = "--text-column",
      paramLabel = "COLUMN",
      description = "The column to label. Default: text, or the only one there is")
  private Optional<String> textColumn;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "2000",
      description = "The first rows. Default: 2000")
  private int limit;

  @Option(
      names = "--by-label",
      paramLabel = "N",
      defaultValue = "20",
      description = "As many of the rows are asked label by label, too; 0 for none. Default: 20")
  private int byLabel;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Runs of each side, the order changing from run to run; every figure is their median."
              + " Default: 1")
  private int repeat;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireAtLeast(1, "--limit", limit);
    requireAtLeast(0, "--by-label", byLabel);
    requireAtLeast(1, "--repeat", repeat);
    if (input.equals("-")) {
      throw new BadInputException(
          "--input is '-', but rows are read again and again: name a file.");
    }
    Settings settings = RunFlags.settings(spec, Optional.empty());
    if (settings.get(ClusterSettings.JOB_MANAGER).isPresent()) {
      throw new BadInputException(
          "%s is given, but all is measured in this process: leave it out."
              .formatted(settings.value(ClusterSettings.JOB_MANAGER).origin()));
    }
    Serving serving = Serving.from(settings);
    if (serving.defaults().choices().isEmpty()) {
      throw new BadInputException(
          "Nothing says which labels there are: give --choices or --choices-file.");
    }
    return LogFile.during("bench", spec.commandLine().getErr(), () -> measure(settings, serving));
  }

  private int measure(Settings settings, Serving serving) throws IOException, InterruptedException {
    List<GenerationRequest> requests =
        EngineLoading.before(serving.engine(), served -> requests(settings, served));
    try (InferenceEngine engine = EngineLoading.warm(serving.engine())) {
      LabelRates rates =
          new LabelBench(
                  engine,
                  requests,
                  byLabel,
                  serving.options().capacity(engine.setup().maxNumSeqs()),
                  output -> job(settings, output.toString()).run())
              .run(repeat);
      if (json) {
        JsonOutput.print(spec.commandLine().getOut(), rates);
      } else {
        print(rates);
      }
    }
    return 0;
  }

  private List<GenerationRequest> requests(Settings settings, ServedModel served) {
    try {
      return job(settings, "unused.jsonl").requests(served, limit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LabelJob job(Settings settings, String output) {
    LabelRequest request =
        new LabelRequest(
            List.of(input),
            output,
            textColumn,
            Optional.empty(),
            limit,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty(),
            false);
    return new LabelJob(
        request,
        settings,
        InputStream.nullInputStream(),
        new PrintWriter(Writer.nullWriter())); // tells of files that are gone in a moment
  }

  private static void requireAtLeast(int least, String flag, int number) {
    if (number < least) {
      throw new BadInputException(
          "%s is '%d': give a whole number of at least %d.".formatted(flag, number, least));
    }
  }

  private void print(LabelRates rates) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s, %s, %s; %s of %.0f tokens, %s of %d tokens together%n",
        rates.model(),
        rates.dtype(),
        Plural.of(rates.maxNumSeqs(), "sequence"),
        Plural.of(rates.rows(), "row"),
        (double) rates.promptTokens() / rates.rows(),
        Plural.of(rates.labels(), "label"),
        rates.labelTokens());
    line(out, "bare engine", rates.engine(), "");
    line(out, "from file to file", rates.file(), "%.3f of the engine".formatted(rates.fileRatio()));
    if (rates.rows() / rates.engine() < LEAST_SECONDS) {
      out.println(
          "These rows take the engine %.1f s, and so the ratio is that of starting and ending a job: it says something of a run of minutes, with more rows."
              .formatted(rates.rows() / rates.engine()));
    }
    if (rates.requestPerLabel() > 0) {
      line(
          out,
          "a request per label",
          rates.requestPerLabel(),
          "the engine is %.2f times as fast".formatted(rates.requestPerLabelRatio()));
      line(
          out,
          "a text per label",
          rates.textPerLabel(),
          "the engine is %.2f times as fast".formatted(rates.textPerLabelRatio()));
    }
    out.flush();
  }

  private static void line(PrintWriter out, String what, double rate, String ratio) {
    out.println("%-20s %9.3f rows/s   %s".formatted(what, rate, ratio).stripTrailing());
  }
}
