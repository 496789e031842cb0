package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.checkpoint.Restores;
import io.mosaicgpt.jobs.cli.Now;
import io.mosaicgpt.jobs.cluster.JobMetrics;
import io.mosaicgpt.jobs.cluster.JobWatch;
import io.mosaicgpt.jobs.cluster.RemoteCluster;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.LocalUri;
import io.mosaicgpt.jobs.job.RestorePoint;
import io.mosaicgpt.jobs.job.TableEnds;
import io.mosaicgpt.jobs.label.report.LabelReport;
import io.mosaicgpt.jobs.label.report.RunFacts;
import io.mosaicgpt.jobs.process.DiskRoom;
import io.mosaicgpt.jobs.terminal.Plural;
import io.mosaicgpt.jobs.terminal.Terminal;
import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.checkpoint.GenerationConfig;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.operators.file.table.ResultPlace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One labelling from its rows to its output, wherever an earlier attempt has left it. What tells
 * how far it is are the results themselves: when there are as many as rows, the job is done.
 */
final class LabelRun {
  /** Exit code of a run with error rows. */
  static final int ERROR_ROWS = 3;

  private static final int FAILURE = 1;
  private static final String MODEL = "--model";

  /** What results depend on besides what was asked for before the model is looked at. */
  private static final Set<String> BESIDES =
      Set.of(MODEL, Calibration.FILE_NAME, GenerationConfig.FILE_NAME);

  /** Files that another machine has written may show late in a file system that is shared. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** A job that is finished. */
  @FunctionalInterface
  private interface Ended {
    Optional<String> savepoint() throws InterruptedException;
  }

  private final Labelling labelling;
  private final Supplier<LabelSite> opening;
  private final PrintWriter err;

  /** What all rows took, 0 where an earlier attempt did some of them. */
  private double seconds;

  /**
   * @param opening opens where rows are answered
   * @param err takes sentences
   */
  LabelRun(Labelling labelling, Supplier<LabelSite> opening, PrintWriter err) {
    this.labelling = requireNonNull(labelling, "labelling is null");
    this.opening = requireNonNull(opening, "opening is null");
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
    Optional<RunRecord> earlier = place.record(restart);
    Optional<RunRecord> continued = restart ? Optional.empty() : earlier;
    continued.ifPresent(run -> requireSame(run, labelling.asked(), BESIDES));
    try (LabelSite site = opening.get()) {
      Map<String, String> asked = asked(site.model());
      Assembly assembly =
          new Assembly(place, labelling.output(), labelling.table(), site.model().config().name());
      if (continued.isPresent() && !continued.get().outputs().isEmpty()) {
        // Whatever the model is calibrated with by now, perhaps by this very run.
        requireSame(continued.get(), asked, Set.of(Calibration.FILE_NAME));
        return again(place, continued.get(), assembly, site);
      }
      continued.ifPresent(run -> requireSame(run, asked, Set.of()));
      RunRecord run = continued.isPresent() ? continued.get() : begin(place, earlier, asked);
      if (!label(place, run, site)) {
        return FAILURE;
      }
      Optional<LabelReport> report = report(place.wholeParts(run), site, true);
      Tally tally = make(assembly, run);
      // Not before: a run that breaks off goes on with the calibration that it began with.
      calibrate(report);
      tidy(place);
      return end(tally);
    }
  }

  /** A run that has been to its end, perhaps all but for the last steps. */
  private int again(Workplace place, RunRecord run, Assembly assembly, LabelSite site)
      throws IOException {
    assembly.publish(run);
    if (!Assembly.isWhole(labelling.output(), run)) {
      throw new BadInputException(
          "The run to %s is done, but its output is gone or was changed: begin anew with --restart."
              .formatted(labelling.output().path()));
    }
    String calibration = site.model().calibration().toString();
    boolean uncalibrated = calibration.equals(run.asked().get(Calibration.FILE_NAME));
    Optional<List<Path>> results = results(place, run);
    if (results.isPresent()) {
      Optional<LabelReport> report = report(results.get(), site, uncalibrated);
      if (uncalibrated) {
        calibrate(report);
      }
    }
    tidy(place);
    say(
        "%s is done already: %s, %s%s; --restart begins anew."
            .formatted(
                labelling.output().path(),
                Plural.of(run.rows(), "row"),
                Plural.of(run.refused(), "error row"),
                uncalibrated ? "" : ", with the calibration that the model had then"));
    if (results.isEmpty() && labelling.reporting().isWanted()) {
      say(
          "No report is made and no temperature fitted: they need every label's probability, which %s does not hold; the same command with --restart labels the rows again."
              .formatted(labelling.output().kind().code()));
    }
    return run.refused() > 0 ? ERROR_ROWS : 0;
  }

  /** Lines of results of a run that is done: as the job has left them, or its output. */
  private Optional<List<Path>> results(Workplace place, RunRecord run) throws IOException {
    if (Results.count(place.wholeParts(run), labelling.table()) == run.rows()) {
      return Optional.of(place.wholeParts(run));
    }
    return labelling.output().kind().holdsResults()
        ? Optional.of(Assembly.files(labelling.output(), run))
        : Optional.empty();
  }

  /** The output is there, whatever becomes of what it was made of. */
  private void tidy(Workplace place) {
    try {
      place.tidy();
    } catch (IOException e) {
      say(
          "What the run needed until now could not be deleted (%s), and may be by hand."
              .formatted(e.getMessage()));
    }
  }

  private void calibrate(Optional<LabelReport> report) throws IOException {
    if (report.isPresent()) {
      labelling
          .reporting()
          .writeCalibration(report.get())
          .ifPresent(file -> say("The temperature is in " + file));
    }
  }

  private static void requireSame(RunRecord earlier, Map<String, String> asked, Set<String> but) {
    Optional<String> difference = earlier.differenceTo(asked, but);
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
    asked.put(GenerationConfig.FILE_NAME, model.generationConfig().toString());
    return asked;
  }

  private RunRecord begin(Workplace place, Optional<RunRecord> earlier, Map<String, String> asked)
      throws IOException, InterruptedException {
    Map<String, String> replaced = new HashMap<>();
    if (earlier.isPresent()) {
      replaced.putAll(earlier.get().replaces());
      replaced.putAll(earlier.get().outputs());
      Optional<LeftJob> left = leftJob(place, earlier.get(), true);
      if (left.isPresent()) {
        left.get().end();
      }
    }
    RunRecord run =
        new RunRecord(UUID.randomUUID().toString(), asked, labelling.rows(), Map.of(), 0, replaced);
    place.note(run);
    place.clearOthers(run);
    return run;
  }

  private Optional<LeftJob> leftJob(Workplace place, RunRecord run, boolean restart) {
    return place
        .attempt(run, restart)
        .map(attempt -> new LeftJob(attempt, place.attemptFile(run), this::say));
  }

  /** True if every row has its result. */
  private boolean label(Workplace place, RunRecord run, LabelSite site)
      throws IOException, InterruptedException {
    if (!follow(place, run, site)) {
      return false;
    }
    Tally before = tally(place, run);
    if (before.rows() == labelling.rows()) {
      return true;
    }
    long start = System.nanoTime();
    if (!start(place, run, before, site)) {
      return false;
    }
    seconds = before.rows() == 0 ? (System.nanoTime() - start) / 1e9 : 0;
    long rows = Results.count(place.wholeParts(run), labelling.table());
    if (rows != labelling.rows()) {
      throw new IllegalStateException(
          "The job has ended with %s for %s"
              .formatted(Plural.of(rows, "result"), Plural.of(labelling.rows(), "row")));
    }
    return true;
  }

  /** Sees a job through that an earlier start has left; false if it was stopped. */
  private boolean follow(Workplace place, RunRecord run, LabelSite site)
      throws IOException, InterruptedException {
    Optional<LeftJob> left = leftJob(place, run, false);
    if (left.isEmpty()) {
      return true;
    }
    Optional<LabelTask> going = left.get().find(site.cluster());
    if (going.isPresent()) {
      try (LabelTask task = going.get()) {
        return watch(task, place, run, site);
      }
    }
    if (left.get().finished().isPresent()) {
      // Of one that was stopped the savepoint is gone on from at once.
      hasAllResults(left.get().finished().get()::savepointAtEnd, place, run, site);
    }
    return true;
  }

  private boolean start(Workplace place, RunRecord run, Tally before, LabelSite site)
      throws IOException, InterruptedException {
    Attempt attempt =
        Attempt.behind(
            place.attempt(run, false), before, site.cluster().map(RemoteCluster::toString));
    JobConfig<TableEnds> config = config(place, run, attempt, site);
    place.note(run, attempt);
    try (LabelTask task = site.start(config, attempt.id())) {
      return watch(task, place, run, site);
    }
  }

  /**
   * Waits for the results of a job that is finished; false if somebody has stopped it with a
   * savepoint, which is noted.
   */
  private boolean hasAllResults(Ended job, Workplace place, RunRecord run, LabelSite site)
      throws IOException, InterruptedException {
    if (Results.lines(place.wholeParts(run)) >= labelling.rows()) {
      return true;
    }
    Optional<String> savepoint = job.savepoint();
    if (savepoint.isPresent()) {
      place.note(run, place.attempt(run, false).orElseThrow().endedWith(savepoint.get()));
      say(
          "The job was stopped with the savepoint %s, which the same command goes on from."
              .formatted(savepoint.get()));
      return false;
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (site.cluster().isPresent()
        && Results.lines(place.wholeParts(run)) < labelling.rows()
        && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE.toMillis());
    }
    return true;
  }

  private Tally tally(Workplace place, RunRecord run) throws IOException {
    Tally tally = new Tally();
    Results.forEach(
        place.wholeParts(run),
        labelling.table(),
        (line, row) -> tally.add(labelling.table().labelled(row)));
    return tally;
  }

  /**
   * Tells what came of the rows, before the output is there: a run that breaks off does it again.
   */
  private Optional<LabelReport> report(List<Path> results, LabelSite site, boolean calibrating)
      throws IOException {
    Reporting reporting = labelling.reporting();
    if (reporting.page().isEmpty() && labelling.table().truth().isEmpty()) {
      return Optional.empty();
    }
    LabelReport report = new LabelReport(facts(site));
    if (calibrating && reporting.calibrated().isPresent()) {
      report.calibrating(reporting.seed());
    }
    Results.forEach(
        results, labelling.table(), (line, row) -> report.add(labelling.table().labelled(row)));
    reporting.writePage(report);
    report.summary().forEach(this::say);
    reporting.page().ifPresent(page -> say("The report is " + page));
    return Optional.of(report);
  }

  private RunFacts facts(LabelSite site) {
    ServedModel model = site.model();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model", model.config().name());
    settings.put("model hash", model.hash());
    settings.put("output", String.valueOf(labelling.output().path()));
    new TreeMap<>(labelling.asked()).forEach(settings::put);
    settings.values().removeIf(String::isEmpty);
    // Of a part of the rows they would say nothing.
    Optional<EngineStats> stats = site.stats().filter(s -> seconds > 0);
    return new RunFacts(
        labelling.reporting().title(),
        settings,
        labelling.serving().defaults().choices(),
        model.calibration().labelTemperature(),
        seconds,
        stats.map(EngineStats::promptTokens).orElse(0L),
        stats.map(EngineStats::generatedTokens).orElse(0L));
  }

  private JobConfig<TableEnds> config(
      Workplace place, RunRecord run, Attempt attempt, LabelSite site) throws IOException {
    Path checkpoints = Files.createDirectories(place.checkpoints(run)).toRealPath();
    Path parts = Files.createDirectories(place.parts(run)).toRealPath();
    TableEnds ends =
        new TableEnds(
            run.run(),
            String.valueOf(labelling.output().path()),
            labelling.input(),
            labelling.lines(),
            new ResultPlace(
                parts.toString(),
                parts.resolveSibling(place.attemptFile(run).getFileName()).toString(),
                attempt.job()),
            site.model().hash());
    Optional<Path> newest = Restores.of(ends, this::say).newest(checkpoints);
    RestorePoint from =
        newest
            .map(checkpoint -> RestorePoint.own(LocalUri.of(checkpoint)))
            .orElse(
                attempt.savepoint().isEmpty()
                    ? RestorePoint.NONE
                    : RestorePoint.of(attempt.savepoint()));
    if (from.isNone() && attempt.rows() > 0) {
      throw new BadInputException(
          "The checkpoints of the earlier run are gone from %s: begin anew with --restart."
              .formatted(checkpoints));
    }
    if (!from.isNone()) {
      say(
          "Going on where the earlier run was, with %,d of %s."
              .formatted(attempt.rows(), Plural.of(labelling.rows(), "row")));
    }
    JobConfig<TableEnds> config = new JobConfig<>(site.serving().fixedTo(site.model()), ends);
    return config.with(config.checkpoints().in(LocalUri.of(checkpoints)).from(from));
  }

  /** True if the job has come to its end. */
  private boolean watch(LabelTask task, Workplace place, RunRecord run, LabelSite site)
      throws IOException, InterruptedException {
    Attempt attempt = place.attempt(run, false).orElseThrow();
    try (LabelProgress progress =
        new LabelProgress(
            new JobMetrics(task.address(), task.id(), JobMetrics.GENERATE),
            attempt.rows(),
            attempt.refused(),
            labelling.rows(),
            err,
            Terminal.system())) {
      JobWatch watch =
          new JobWatch(
              task.job(),
              line -> progress.say("%s  %s".formatted(Now.time(), line)),
              () -> progress.say(begun(site.model(), task)));
      while (watch.goesOn()) {
        progress.look();
        if (progress.refused() > labelling.maxErrors()) {
          task.cancel();
          progress.say(
              "Stopped: there are more error rows than --max-errors %,d; the same command with a higher one goes on."
                  .formatted(labelling.maxErrors()));
          return false;
        }
        if (watch.failure().isPresent()) {
          requireRoom(watch.failure().get(), task, place.parts(run));
        }
      }
    }
    return task.outcome() && hasAllResults(task::savepointAtEnd, place, run, site);
  }

  /** More attempts do not make room, and somebody may who is told. */
  private static void requireRoom(String failure, LabelTask task, Path parts)
      throws InterruptedException {
    if (failure.contains("No space left on device") || DiskRoom.shortage(parts).isPresent()) {
      task.cancel();
      throw new IllegalStateException(
          "The disk of %s is full: make room there, and the same command goes on".formatted(parts));
    }
  }

  private String begun(ServedModel model, LabelTask task) {
    double temperature = model.calibration().labelTemperature();
    return "Labelling %s with %s%s. Flink's web interface: http://%s"
        .formatted(
            Plural.of(labelling.rows(), "row"),
            model.config().name(),
            temperature == 1 || labelling.serving().defaults().choices().isEmpty()
                ? ""
                : ", its probabilities at temperature %.3f".formatted(temperature),
            task.address());
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
