package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.LabelJobFlags;
import io.mosaicgpt.jobs.cli.LogFile;
import io.mosaicgpt.jobs.cli.RunFlags;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.label.LabelJob;
import io.mosaicgpt.jobs.label.LabelRequest;
import io.mosaicgpt.jobs.label.OutputKind;
import io.mosaicgpt.operators.file.table.ShotSelection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Labels the rows of files. */
@Command(
    name = "label",
    description = {
      "Label the rows of files: JSON lines, CSV or OpenAI's batch files.",
      "",
      "The output appears when it is whole. A run that was broken off goes on with the same command.",
      "Exit code 0: every row is answered; 3: there are error rows, which say why; 2: something"
          + " cannot be used as it was given; 1: a failure, or --max-errors; 130: Ctrl-C.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    modelTransformer = LabelJobFlags.class)
final class LabelCommand implements Callable<Integer> {
  private static final long DEFAULT_EXAMPLES = 4;

  @Spec private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "FILE|DIR|GLOB|-",
      required = true,
      description =
          "Rows: .jsonl, .csv or .tsv, each also with .gz; repeatable. - reads standard input.")
  private List<String> inputs;

  @Option(
      names = "--output",
      paramLabel = "FILE|DIR",
      required = true,
      description =
          "Where the rows go with their labels: a file that ends in .jsonl, .csv, .tsv or .json, or a"
              + " directory.")
  private String output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "jsonl, csv or label-studio. Default: as the output is named, jsonl in a directory")
  private Optional<String> format;

  @Option(
      names = "--text-column",
      paramLabel = "COLUMN",
      description = "The column to label. Default: text, or the only one there is")
  private Optional<String> textColumn;

  @Option(
      names = "--label-column",
      paramLabel = "COLUMN",
      description =
          "The column with the true label, which rows are held against: tells how right they are.")
  private Optional<String> labelColumn;

  @Option(
      names = "--delimiter",
      paramLabel = "D",
      description =
          "Between the values of a CSV: one character, or tab. Default: comma, tab in .tsv")
  private Optional<String> delimiter;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Label the first rows only. Default: all")
  private Optional<Long> limit;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "Label as many rows chosen by chance, the same for the same --seed.")
  private Optional<Integer> sample;

  @Option(
      names = "--examples",
      paramLabel = "FILE",
      description =
          "Texts and their labels, as rows with the columns that --text-column and --label-column"
              + " name (text and label unless given), to be shown before a row.")
  private Optional<Path> examples;

  @Option(
      names = "--examples-per-row",
      paramLabel = "K",
      description = "How many of them a row gets. Default: 4")
  private Optional<Integer> examplesPerRow;

  @Option(
      names = "--examples-select",
      paramLabel = "WHICH",
      description =
          "fixed (the first, which all rows share and so are computed once), similar (those that"
              + " share most words with the row) or random. Default: fixed")
  private Optional<String> examplesSelect;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description =
          "A page that shows what came of it, to read in a browser; FILE.json is written beside it.")
  private Optional<String> report;

  @Option(
      names = "--calibrate",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "DIR",
      description =
          "Fit a temperature to half of the rows with a true label, so that probabilities are as"
              + " they say, and write it into calibration.json of DIR. Default: the model's"
              + " directory")
  private Optional<String> calibrate;

  @Option(
      names = "--plan",
      description =
          "Read the input and answer 20 of its rows, tell what a run would take, and write nothing.")
  private boolean plan;

  @Option(
      names = "--max-errors",
      paramLabel = "N",
      description = "Stop when there are more error rows. Default: never")
  private Optional<Long> maxErrors;

  @Option(
      names = "--restart",
      description = "Begin anew, whatever an earlier run to this output has left.")
  private boolean restart;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file with settings, that of run; also MOSAICGPT_CONFIG.")
  private Optional<Path> file;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = RunFlags.settings(spec, file);
    PrintWriter err = spec.commandLine().getErr();
    RunFlags.unknownVariables().forEach(line -> err.println("mosaicgpt: " + line));
    LabelRequest request =
        new LabelRequest(
            inputs,
            output,
            textColumn,
            labelColumn,
            positive("--limit", limit.map(Long::longValue)),
            Math.toIntExact(positive("--sample", sample.map(Integer::longValue))),
            delimiter.map(LabelCommand::character),
            format.map(LabelCommand::kind),
            examples(),
            maxErrors(),
            report,
            calibrate,
            restart);
    LabelJob job = new LabelJob(request, settings, System.in, err);
    if (plan) {
      return job.plan(spec.commandLine().getOut());
    }
    return LogFile.during("label", err, job::run);
  }

  private Optional<LabelRequest.Examples> examples() {
    if (examples.isEmpty() && (examplesPerRow.isPresent() || examplesSelect.isPresent())) {
      throw new BadInputException(
          "--examples-%s is given without --examples: name their file, or leave it out."
              .formatted(examplesPerRow.isPresent() ? "per-row" : "select"));
    }
    long perRow =
        positive(
            "--examples-per-row",
            Optional.of(examplesPerRow.map(Integer::longValue).orElse(DEFAULT_EXAMPLES)));
    ShotSelection selection =
        examplesSelect.map(LabelCommand::selection).orElse(ShotSelection.FIXED);
    return examples.map(
        path -> new LabelRequest.Examples(path, Math.toIntExact(perRow), selection));
  }

  private static ShotSelection selection(String text) {
    return Arrays.stream(ShotSelection.values())
        .filter(selection -> selection.code().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "--examples-select is '%s': give fixed, similar or random.".formatted(text)));
  }

  private static long positive(String flag, Optional<Long> number) {
    if (number.isPresent() && number.get() < 1) {
      throw new BadInputException(
          "%s is %d: give at least 1, or leave it out.".formatted(flag, number.get()));
    }
    return number.orElse(0L);
  }

  private long maxErrors() {
    if (maxErrors.isPresent() && maxErrors.get() < 0) {
      throw new BadInputException(
          "--max-errors is %d: give at least 0, or leave it out.".formatted(maxErrors.get()));
    }
    return maxErrors.orElse(Long.MAX_VALUE);
  }

  private static char character(String text) {
    String one = text.equals("tab") || text.equals("\\t") ? "\t" : text;
    if (one.length() != 1 || one.charAt(0) >= 128 || "\"\r\n".contains(one)) {
      throw new BadInputException(
          "--delimiter is '%s': give one ASCII character, such as ; or the word tab."
              .formatted(text));
    }
    return one.charAt(0);
  }

  private static OutputKind kind(String text) {
    List<OutputKind> kinds = List.of(OutputKind.JSONL, OutputKind.CSV, OutputKind.LABEL_STUDIO);
    return kinds.stream()
        .filter(kind -> kind.code().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "--format is '%s': give %s."
                        .formatted(
                            text,
                            kinds.stream()
                                .map(OutputKind::code)
                                .collect(Collectors.joining(" or ")))));
  }
}
