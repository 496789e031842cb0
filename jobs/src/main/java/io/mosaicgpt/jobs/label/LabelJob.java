package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.InputText;
import io.mosaicgpt.jobs.cluster.RemoteCluster;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.config.ClusterSettings;
import io.mosaicgpt.jobs.config.KafkaSettings;
import io.mosaicgpt.jobs.config.LabelSettings;
import io.mosaicgpt.jobs.config.LabellingSettings;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Setting;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.job.Serving;
import io.mosaicgpt.jobs.job.TableInput;
import io.mosaicgpt.jobs.process.TemporaryDirectory;
import io.mosaicgpt.jobs.terminal.TextLine;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.digest.Sha256;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.operators.file.table.BatchLines;
import io.mosaicgpt.operators.file.table.BatchRequests;
import io.mosaicgpt.operators.file.table.ContextRequests;
import io.mosaicgpt.operators.file.table.FewShotRequests;
import io.mosaicgpt.operators.file.table.ResultColumns;
import io.mosaicgpt.operators.file.table.RowLines;
import io.mosaicgpt.operators.file.table.RowRequests;
import io.mosaicgpt.operators.file.table.RowTemplate;
import io.mosaicgpt.operators.file.table.TableKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Labels the rows of files, as a user asks for it. */
public final class LabelJob {
  private static final String STANDARD_INPUT = "-";
  private static final int MOST_TEMPLATE_BYTES = 1 << 20;

  /** Rows that a plan answers. */
  private static final int PLANNED = 20;

  private static final int LONGEST_NAME = 100;

  /** Settings that results depend on, and whose texts say how. */
  private static final List<Setting<?>> ASKED =
      List.of(
          ServingSettings.SEED,
          ServingSettings.MAX_TOKENS,
          ServingSettings.TEMPERATURE,
          ModelSettings.MAX_MODEL_LEN,
          KafkaSettings.MAX_EVENT_BYTES,
          LabelSettings.SCORING,
          LabelSettings.THRESHOLD,
          LabelSettings.FALLBACK,
          LabelSettings.MULTI_LABEL,
          LabelSettings.CALIBRATION);

  private final LabelRequest request;
  private final Settings settings;
  private final InputStream standardInput;
  private final PrintWriter err;

  /**
   * @param settings of the job
   * @param err takes sentences
   */
  public LabelJob(
      LabelRequest request, Settings settings, InputStream standardInput, PrintWriter err) {
    this.request = requireNonNull(request, "request is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.standardInput = requireNonNull(standardInput, "standardInput is null");
    this.err = requireNonNull(err, "err is null");
  }

  /**
   * Labels all rows and writes the output.
   *
   * @return 0 when every row is answered, 3 with error rows, 1 when it was stopped
   * @throws BadInputException when something that the user gave cannot be used
   */
  public int run() throws IOException, InterruptedException {
    Optional<RowTemplate> template = template();
    Serving serving = serving(template);
    Supplier<LabelSite> site = site(serving);
    Output output = Output.of(request.output(), request.format(), request.delimiter().orElse(','));
    try (Workplace place = Workplace.enter(output)) {
      // Of a run that is done no job reads the copy, which went with it.
      boolean again =
          !request.restart()
              && place.record(false).filter(run -> run.outputs().isEmpty()).isPresent();
      Labelling labelling =
          labelling(serving, template, output, files(place::standardInput, again), 0);
      return new LabelRun(labelling, site, err).run(place, request.restart());
    }
  }

  /**
   * Looks at the input, answers some of its rows, and tells what a run would take. Writes nothing.
   *
   * @param out takes what is told
   * @return 0
   * @throws BadInputException when something that the user gave cannot be used
   */
  public int plan(PrintWriter out) throws IOException, InterruptedException {
    try (TemporaryDirectory directory = TemporaryDirectory.create("label")) {
      new LabelPlan(inspected(directory, PLANNED), out).print();
    }
    return 0;
  }

  /**
   * The rows as requests to an engine alone, as the job would ask it. Writes nothing.
   *
   * @param most rows, chosen by chance where there are more
   * @throws BadInputException when something that the user gave cannot be used, or a row cannot be
   *     asked
   */
  public List<GenerationRequest> requests(ServedModel model, int most) throws IOException {
    try (TemporaryDirectory directory = TemporaryDirectory.create("label")) {
      List<String> refusals = new ArrayList<>();
      Labelling labelling = inspected(directory, most);
      List<GenerationRequest> requests = new RowPrompts(labelling, model).requests(refusals::add);
      if (requests.size() < Math.min(most, labelling.rows())) {
        throw new BadInputException(
            "%d of the rows cannot be answered (%s): leave them out."
                .formatted(
                    Math.min(most, labelling.rows()) - requests.size(),
                    refusals.stream().findFirst().orElse("they cannot be read")));
      }
      return requests;
    }
  }

  private Labelling inspected(TemporaryDirectory directory, int examples) {
    Optional<RowTemplate> template = template();
    Output output = Output.of(request.output(), request.format(), request.delimiter().orElse(','));
    List<Path> files = files(suffix -> directory.path().resolve("stdin" + suffix), false);
    return labelling(serving(template), template, output, files, examples);
  }

  private List<Path> files(Function<String, Path> standardInputCopy, boolean again) {
    if (request.inputs().equals(List.of(STANDARD_INPUT))) {
      return List.of(StandardInput.copy(standardInput, standardInputCopy, again));
    }
    return TableFiles.find(request.inputs());
  }

  /** Without an instruction a template is of the rows' columns, and not of the model. */
  private Optional<RowTemplate> template() {
    if (settings.get(LabellingSettings.INSTRUCTION).isPresent()) {
      return Optional.empty();
    }
    return settings
        .get(ModelSettings.PROMPT_TEMPLATE)
        .map(
            file ->
                new RowTemplate(
                    InputText.read(
                            Path.of(file),
                            "prompt template",
                            ModelSettings.PROMPT_TEMPLATE.flag(),
                            MOST_TEMPLATE_BYTES)
                        .stripTrailing()));
  }

  private Supplier<LabelSite> site(Serving serving) {
    Optional<RemoteCluster> cluster =
        settings.get(ClusterSettings.JOB_MANAGER).map(RemoteCluster::at);
    boolean checked = !settings.get(ClusterSettings.SKIP_CHECKS);
    if (cluster.isPresent()) {
      return () -> ClusterSite.open(serving, cluster.get(), checked, this::say);
    }
    WebPort webPort = WebPort.parse(settings.get(ClusterSettings.WEB_PORT));
    return () -> LocalSite.open(serving, webPort, this::say);
  }

  private void say(String sentence) {
    err.println(sentence);
    err.flush();
  }

  private Serving serving(Optional<RowTemplate> template) {
    return Serving.from(
        template.isPresent() ? settings.with(Map.of(ModelSettings.PROMPT_TEMPLATE, "")) : settings);
  }

  private Labelling labelling(
      Serving serving,
      Optional<RowTemplate> template,
      Output output,
      List<Path> files,
      int examples) {
    Survey survey =
        InputSurvey.of(
            files,
            request.delimiter().orElseGet(() -> delimiter(files)),
            settings.get(KafkaSettings.MAX_EVENT_BYTES),
            new Extent(request.limit(), request.sample(), serving.seed().orElse(0)),
            examples,
            serving.parallelism());
    survey.remarks().forEach(err::println);
    boolean batch = survey.layout().kind() == TableKind.BATCH;
    if (batch && request.labelColumn().isPresent()) {
      throw new BadInputException(
          "--label-column is given with a batch, whose results have no columns: leave it out.");
    }
    Output results = batch ? output.ofBatch() : output;
    requireApart(files, results);
    Optional<String> text =
        batch
            ? Optional.empty()
            : template.isPresent() ? namedText(survey) : Optional.of(text(survey));
    request.labelColumn().ifPresent(column -> require(column, "--label-column", survey));
    RowRequests requests = requests(serving, template, survey, text);
    ResultColumns added = ResultColumns.beside(survey.columns());
    return new Labelling(
        serving,
        new TableInput(survey.layout(), survey.splits(), survey.selected(), requests),
        survey.rows(),
        survey.unreadable(),
        survey.examples(),
        new ResultTable(batch, survey.columns(), added, text, request.labelColumn()),
        batch ? new BatchLines() : new RowLines(added, serving.options().labels().multi()),
        results,
        asked(serving, template, survey, text, requests, results),
        Reporting.of(request, settings, serving),
        request.maxErrors());
  }

  /** What is written is neither what is read nor each other. */
  private void requireApart(List<Path> files, Output output) {
    for (Path written : Reporting.files(request)) {
      if (output.files().contains(written) || files.contains(written)) {
        throw new BadInputException(
            "--report would write %s, which is the %s: name another file."
                .formatted(written, files.contains(written) ? "input" : "output"));
      }
    }
    for (String input : request.inputs()) {
      if (input.equals(STANDARD_INPUT)) {
        continue;
      }
      output.files().forEach(file -> requireNotFound("Output", output.path(), file, input));
      Reporting.files(request).forEach(file -> requireNotFound("Report", file, file, input));
    }
  }

  private static void requireNotFound(String what, Path named, Path file, String input) {
    if (TableFiles.finds(input, file)) {
      throw new BadInputException(
          "%s %s is among the input %s, and would be read the next time: name another place."
              .formatted(what, named, input));
    }
  }

  private RowRequests requests(
      Serving serving, Optional<RowTemplate> template, Survey survey, Optional<String> text) {
    Optional<String> instruction = serving.defaults().instruction();
    if (survey.layout().kind() == TableKind.BATCH) {
      refuseExamples("a batch, whose requests are whole");
      return new BatchRequests(instruction.isPresent());
    }
    if (template.isPresent()) {
      refuseExamples("a --prompt-template without --instruction, which may have them itself");
      RowTemplate filled = template.get().of(survey.columns());
      filled.columns().forEach(name -> require(name, "{...} in --prompt-template", survey));
      if (filled.columns().isEmpty()) {
        throw new BadInputException(
            "--prompt-template names no column, and so every row would be asked the same: put one of %s into it in braces."
                .formatted(String.join(", ", survey.columns())));
      }
      return filled;
    }
    if (instruction.isEmpty()) {
      throw new BadInputException(
          "Nothing says what to do with the rows: give --instruction, or --prompt-template with their columns in braces.");
    }
    return request
        .examples()
        .<RowRequests>map(
            examples ->
                new FewShotRequests(
                    instruction.get(),
                    text.orElseThrow(),
                    ShotFile.read(
                        examples, request, serving.defaults().choices(), serving.seed().orElse(0))))
        .orElseGet(() -> new ContextRequests(text.orElseThrow()));
  }

  private void refuseExamples(String with) {
    if (request.examples().isPresent()) {
      throw new BadInputException("--examples is given with %s: leave it out.".formatted(with));
    }
  }

  private Optional<String> namedText(Survey survey) {
    return request.textColumn().isPresent() || survey.columns().contains("text")
        ? Optional.of(text(survey))
        : Optional.empty();
  }

  private static char delimiter(List<Path> files) {
    char delimiter = TableFiles.delimiter(files.get(0));
    for (Path file : files) {
      // Of another kind it is refused for that.
      if (TableFiles.kind(file).equals(TableFiles.kind(files.get(0)))
          && TableFiles.delimiter(file) != delimiter) {
        throw new BadInputException(
            "Inputs %s and %s have different delimiters: label them one after the other, or name the one that both have with --delimiter."
                .formatted(files.get(0), file));
      }
    }
    return delimiter;
  }

  private String text(Survey survey) {
    if (request.textColumn().isPresent()) {
      require(request.textColumn().get(), "--text-column", survey);
      return request.textColumn().get();
    }
    if (survey.columns().contains("text")) {
      return "text";
    }
    requireReadable(survey);
    if (survey.columns().size() == 1) {
      requireDelimited(survey);
      return survey.columns().get(0);
    }
    throw new BadInputException(
        "Nothing says which column to label: name one of %s with --text-column."
            .formatted(String.join(", ", survey.columns())));
  }

  /** Without a row that could be read there are no columns to name. */
  private static void requireReadable(Survey survey) {
    if (survey.columns().isEmpty()) {
      throw new BadInputException(
          "No line of input %s is a JSON object with columns: write every row as one, on a line of its own."
              .formatted(survey.files().get(0)));
    }
  }

  /** Of a file with other delimiters whole lines, truth and all, would be the one column. */
  private void requireDelimited(Survey survey) {
    String only = survey.columns().get(0);
    Optional<String> other = Stream.of(";", "\t", "|").filter(only::contains).findFirst();
    if (survey.layout().kind() == TableKind.CSV
        && request.delimiter().isEmpty()
        && other.isPresent()) {
      throw new BadInputException(
          "The only column of the input is '%s': name what stands between its values with --delimiter '%s', or the column with --text-column."
              .formatted(
                  TextLine.of(only, LONGEST_NAME), other.get().equals("\t") ? "tab" : other.get()));
    }
  }

  private static void require(String column, String flag, Survey survey) {
    requireReadable(survey);
    if (!survey.columns().contains(column)) {
      throw new BadInputException(
          "%s is '%s', and the columns of the input are %s: name one of these."
              .formatted(flag, column, String.join(", ", survey.columns())));
    }
  }

  private Map<String, String> asked(
      Serving serving,
      Optional<RowTemplate> template,
      Survey survey,
      Optional<String> text,
      RowRequests requests,
      Output output) {
    Map<String, String> asked = new HashMap<>();
    asked.put("--format", output.kind().code());
    for (Setting<?> setting : ASKED) {
      asked.put(setting.flag(), settings.value(setting).text());
    }
    FormText form = serving.options().form();
    asked.put("--input", survey.digest());
    asked.put("--text-column", text.orElse(""));
    asked.put("--instruction", serving.defaults().instruction().orElse(""));
    asked.put(
        "--prompt-template",
        Sha256.hex(template.map(RowTemplate::text).orElse(serving.engine().promptTemplate())));
    asked.put("--choices", Sha256.hex(serving.defaults().choices().toString()));
    asked.put("--regex or --json-schema", form == null ? "" : Sha256.hex(form.toString()));
    asked.put(
        "--examples",
        requests instanceof FewShotRequests few ? Sha256.hex(few.shots().toString()) : "");
    asked.put("--limit", String.valueOf(request.limit()));
    asked.put("--sample", String.valueOf(request.sample()));
    if (survey.layout().kind() == TableKind.CSV) {
      asked.put("--delimiter", String.valueOf(survey.layout().delimiter()));
    }
    return asked;
  }
}
