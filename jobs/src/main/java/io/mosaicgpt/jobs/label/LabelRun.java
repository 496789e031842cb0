package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.checkpoint.Restores;
import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.cli.Now;
import io.mosaicgpt.jobs.cluster.JobMetrics;
import io.mosaicgpt.jobs.cluster.JobWatch;
import io.mosaicgpt.jobs.cluster.LocalRun;
import io.mosaicgpt.jobs.cluster.WebPort;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.jobs.job.RestorePoint;
import io.mosaicgpt.jobs.job.TableEnds;
import io.mosaicgpt.jobs.label.report.LabelReport;
import io.mosaicgpt.jobs.label.report.RunFacts;
import io.mosaicgpt.jobs.launch.StopSignal;
import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.prompt.ServedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.api.common.JobStatus;

/**
 * One labelling from its rows to its output, wherever an earlier attempt has left it. What tells
 * how far it is are the results themselves: when there are as many as rows, the job is done.
 */
final class LabelRun {
  /** Exit code of a run with error rows. */
  static final int ERROR_ROWS = 3;

  private static final int FAILURE = 1;
  private static final String MODEL = "--model";

  private final Labelling labelling;
  private final WebPort webPort;
  private final PrintWriter err;

  /** What all rows took, 0 where an earlier attempt did some of them. */
  private double seconds;

  LabelRun(Labelling labelling, WebPort webPort, PrintWriter err) {
    this.labelling = requireNonNull(labelling, "labelling is null");
    this.webPort = requireNonNull(webPort, "webPort is null");
    this.err = requireNonNull(err, "err is null");
  }

  /**
   * Runs until the output is whole.
   *
   * @param place of the output
   * @param restart whether what an earlier run has left is given up
   * @return the command's exit code
   * @throws BadInputException when an earlier run asked for something else
   */
  int run(Workplace place, boolean restart) throws IOException, InterruptedException {
    Optional<RunRecord> earlier = place.record();
    if (!restart && earlier.isPresent()) {
      requireSame(earlier.get(), labelling.asked(), false);
    }
    // Loaded here first: shows progress, refuses a bad model at once, and outlives restarts.
    try (InferenceEngine engine = EngineLoading.warm(labelling.serving().engine())) {
      Map<String, String> asked = asked(engine.model());
      if (!restart && earlier.isPresent()) {
        requireSame(earlier.get(), asked, true);
      }
      Assembly assembly =
          new Assembly(
              place, labelling.output(), labelling.table(), engine.model().config().name());
      if (!restart && earlier.isPresent() && !earlier.get().outputs().isEmpty()) {
        return again(place, earlier.get(), assembly);
      }
      RunRecord run = restart || earlier.isEmpty() ? begin(place, earlier, asked) : earlier.get();
      if (!label(place, run, engine)) {
        return FAILURE;
      }
      Optional<LabelReport> report = report(place, run, engine);
      Tally tally = make(assembly, run);
      // Not before: a run that breaks off goes on with the calibration that it began with.
      if (report.isPresent()) {
        labelling
            .reporting()
            .writeCalibration(report.get())
            .ifPresent(file -> say("The temperature is in " + file));
      }
      place.tidy();
      return end(tally);
    }
  }

  /** A run that has been to its end, perhaps all but for the last step. */
  private int again(Workplace place, RunRecord run, Assembly assembly) throws IOException {
    assembly.publish(run);
    if (!Assembly.isWhole(labelling.output(), run)) {
      throw new BadInputException(
          "The run to %s is done, but its output is gone or was changed: begin anew with --restart."
              .formatted(labelling.output().path()));
    }
    place.tidy();
    say(
        "%s is done already: %,d rows, %,d error rows; --restart begins anew."
            .formatted(labelling.output().path(), run.rows(), run.refused()));
    return run.refused() > 0 ? ERROR_ROWS : 0;
  }

  private static void requireSame(RunRecord earlier, Map<String, String> asked, boolean model) {
    Map<String, String> before = new HashMap<>(earlier.asked());
    if (!model) {
      before.remove(MODEL);
      before.remove(Calibration.FILE_NAME);
    }
    RunRecord comparable =
        new RunRecord(earlier.run(), before, earlier.rows(), Map.of(), 0, Map.of());
    Optional<String> difference = comparable.differenceTo(asked);
    if (difference.isPresent()) {
      throw new BadInputException(
          "An earlier run to this output had another %s, and the two would be mixed: give the same command, name another --output, or begin anew with --restart."
              .formatted(difference.get()));
    }
  }

  private Map<String, String> asked(ServedModel model) {
    Map<String, String> asked = new HashMap<>(labelling.asked());
    asked.put(MODEL, model.hash());
    asked.put(Calibration.FILE_NAME, model.calibration().toString());
    return asked;
  }

  private RunRecord begin(Workplace place, Optional<RunRecord> earlier, Map<String, String> asked)
      throws IOException {
    Map<String, String> replaced = new HashMap<>();
    earlier.ifPresent(
        run -> {
          replaced.putAll(run.replaces());
          replaced.putAll(run.outputs());
        });
    RunRecord run =
        new RunRecord(UUID.randomUUID().toString(), asked, labelling.rows(), Map.of(), 0, replaced);
    place.note(run);
    place.clearOthers(run);
    return run;
  }

  /** True if every row has its result. */
  private boolean label(Workplace place, RunRecord run, InferenceEngine engine)
      throws IOException, InterruptedException {
    Tally before = tally(place, run);
    if (before.rows() == labelling.rows()) {
      return true;
    }
    JobConfig<TableEnds> config = config(place, run, before);
    long start = System.nanoTime();
    if (!job(config, before, engine)) {
      return false;
    }
    seconds = before.rows() == 0 ? (System.nanoTime() - start) / 1e9 : 0;
    long rows = Results.count(place.wholeParts(run));
    if (rows != labelling.rows()) {
      throw new IllegalStateException(
          "The job has ended with %d results for %d rows".formatted(rows, labelling.rows()));
    }
    return true;
  }

  private Tally tally(Workplace place, RunRecord run) throws IOException {
    Tally tally = new Tally();
    Results.forEach(
        place.wholeParts(run), line -> tally.add(labelling.table().labelled(ResultRow.of(line))));
    return tally;
  }

  /**
   * Tells what came of the rows, before the output is there: a run that breaks off does it again.
   */
  private Optional<LabelReport> report(Workplace place, RunRecord run, InferenceEngine engine)
      throws IOException {
    Reporting reporting = labelling.reporting();
    if (reporting.page().isEmpty() && labelling.table().truth().isEmpty()) {
      return Optional.empty();
    }
    LabelReport report = new LabelReport(facts(engine));
    reporting.calibrated().ifPresent(directory -> report.calibrating(reporting.seed()));
    Results.forEach(
        place.wholeParts(run), line -> report.add(labelling.table().labelled(ResultRow.of(line))));
    reporting.writePage(report);
    report.summary().forEach(this::say);
    reporting.page().ifPresent(page -> say("The report is " + page));
    return Optional.of(report);
  }

  private RunFacts facts(InferenceEngine engine) {
    ServedModel model = engine.model();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model", model.config().name());
    settings.put("model hash", model.hash());
    settings.put("output", String.valueOf(labelling.output().path()));
    new TreeMap<>(labelling.asked()).forEach(settings::put);
    settings.values().removeIf(String::isEmpty);
    EngineStats stats = engine.stats();
    return new RunFacts(
        labelling.reporting().title(),
        settings,
        labelling.serving().defaults().choices(),
        model.calibration().labelTemperature(),
        seconds,
        stats.promptTokens(),
        stats.generatedTokens());
  }

  private JobConfig<TableEnds> config(Workplace place, RunRecord run, Tally before)
      throws IOException {
    Path checkpoints = Files.createDirectories(place.checkpoints(run)).toRealPath();
    Path parts = Files.createDirectories(place.parts(run)).toRealPath();
    TableEnds ends =
        new TableEnds(
            run.run(),
            String.valueOf(labelling.output().path()),
            labelling.input(),
            labelling.lines(),
            parts);
    Optional<Path> newest = Restores.of(ends, this::say).newest(checkpoints);
    if (newest.isEmpty() && before.rows() > 0) {
      throw new BadInputException(
          "The checkpoints of the earlier run are gone from %s: begin anew with --restart."
              .formatted(checkpoints));
    }
    newest.ifPresent(
        checkpoint ->
            say(
                "Going on where the earlier run was, with %,d of %,d rows."
                    .formatted(before.rows(), labelling.rows())));
    JobConfig<TableEnds> config = new JobConfig<>(labelling.serving(), ends);
    return config.with(
        config
            .checkpoints()
            .in(LocalUri.of(checkpoints))
            .from(
                newest
                    .map(checkpoint -> RestorePoint.own(LocalUri.of(checkpoint)))
                    .orElse(RestorePoint.NONE)));
  }

  /** True if the job has come to its end. */
  @SuppressWarnings("try") // the signal is only to be open
  private boolean job(JobConfig<TableEnds> config, Tally before, InferenceEngine engine)
      throws InterruptedException {
    try (LocalRun run = LocalRun.start(config, webPort);
        StopSignal signal = StopSignal.cancelling(run.job());
        LabelProgress progress =
            new LabelProgress(
                new JobMetrics(run.webInterface().getAuthority(), run.job().id(), "generate"),
                before.rows(),
                before.refused(),
                labelling.rows(),
                err,
                Terminal.system())) {
      JobWatch watch =
          new JobWatch(
              run.job(),
              line -> progress.say("%s  %s".formatted(Now.time(), line)),
              () -> progress.say(begun(engine.model(), run)));
      while (watch.goesOn()) {
        progress.look();
        if (progress.refused() > labelling.maxErrors()) {
          run.job().cancel();
          progress.say(
              "Stopped: there are more than --max-errors %d error rows; the same command with a higher one goes on."
                  .formatted(labelling.maxErrors()));
          return false;
        }
      }
      run.job().await();
      return run.job().status() == JobStatus.FINISHED;
    }
  }

  private String begun(ServedModel model, LocalRun run) {
    double temperature = model.calibration().labelTemperature();
    return "Labelling %,d rows with %s%s. Flink's web interface: %s"
        .formatted(
            labelling.rows(),
            model.config().name(),
            temperature == 1 || labelling.serving().defaults().choices().isEmpty()
                ? ""
                : ", its probabilities at temperature %.3f".formatted(temperature),
            run.webInterface());
  }

  private static Tally make(Assembly assembly, RunRecord run) throws IOException {
    try {
      return assembly.make(run);
    } catch (IOException e) {
      throw new IOException(
          "All rows are labelled, but the output cannot be written (%s); make room, and give the same command"
              .formatted(FileFault.of(e)),
          e);
    }
  }

  private int end(Tally tally) {
    say("%s %s".formatted(labelling.output().path(), tally.sentence()));
    return tally.refused() > 0 ? ERROR_ROWS : 0;
  }

  private void say(String sentence) {
    err.println(sentence);
    err.flush();
  }
}
