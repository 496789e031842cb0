package io.mosaicgpt.jobs.label.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mosaicgpt.model.checkpoint.Calibration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The report on a labelled file: is told the rows one by one, in any order, and says then what came
 * of it. Its memory does not grow with the rows: it keeps counts, bins, and a bounded number of
 * rows to show.
 */
public final class LabelReport {
  /** What both files say has made them. */
  static final String GENERATOR = "mosaicgpt label";

  private static final int LEAST_CONFIDENT = 50;

  /** It stands there before all that comes from elsewhere. */
  private static final int BYTES_WITH_GENERATOR = 256;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunFacts facts;
  private final Counts given = new Counts();
  private final Errors errors = new Errors();
  private final Histogram histogram = new Histogram();
  private final Evaluator evaluator = new Evaluator();
  private final FirstRows leastConfident = new FirstRows(KeptRow.LEAST_SURE);
  private final Set<String> choices = new LinkedHashSet<>();
  private Optional<CalibrationHalves> halves = Optional.empty();
  private Optional<Findings> findings = Optional.empty();
  private long rows;
  private long withoutLabel;
  private long withoutTruth;

  /** A report without rows. */
  public LabelReport(RunFacts facts) {
    this.facts = requireNonNull(facts, "facts is null");
    facts.labels().forEach(label -> choices.add(SafeText.name(label)));
  }

  /**
   * Fits a temperature too, on a half of the rows with truth. To be called before the first row.
   * The scores must be those that the model's temperature applies to: sums, of one label among
   * many, held against nothing.
   *
   * @param seed of the halves
   */
  public LabelReport calibrating(long seed) {
    halves = Optional.of(new CalibrationHalves(seed));
    return this;
  }

  /** Takes a row. */
  public void add(LabelledRow row) {
    findings = Optional.empty();
    rows++;
    if (row.errorCode().isPresent()) {
      errors.add(row);
      return;
    }
    if (row.label().isPresent()) {
      given.add(SafeText.name(row.label().get()));
    } else {
      withoutLabel++;
    }
    if (facts.labels().isEmpty() && choices.isEmpty()) {
      row.scores().keySet().forEach(label -> choices.add(SafeText.name(label)));
    }
    Optional<Belief> likeliest = Belief.of(row);
    if (likeliest.isPresent()) {
      leastConfident.add(KeptRow.of(row, likeliest), LEAST_CONFIDENT);
    }
    if (row.truth().isPresent()) {
      evaluate(row, likeliest);
    } else {
      withoutTruth++;
      likeliest.ifPresent(belief -> histogram.add(belief.probability()));
    }
  }

  private void evaluate(LabelledRow row, Optional<Belief> likeliest) {
    evaluator.add(row, likeliest);
    likeliest.ifPresent(
        belief ->
            histogram.add(belief.probability(), belief.label().equals(row.truth().orElseThrow())));
    if (!row.scores().isEmpty()) {
      halves.ifPresent(both -> both.add(row));
    }
  }

  /** Rows with a truth that were given a label: some of them, those that say most first. */
  List<KeptRow> rows(String truth, String given) {
    return evaluator.cellRows().rows(truth, given);
  }

  /** What came of the rows so far. */
  Findings findings() {
    if (findings.isEmpty()) {
      findings = Optional.of(found());
    }
    return findings.get();
  }

  private Findings found() {
    Map<String, String> settings = new LinkedHashMap<>();
    facts
        .settings()
        .forEach((name, value) -> settings.put(SafeText.name(name), SafeText.text(value)));
    return new Findings(
        SafeText.text(facts.title()),
        settings,
        Findings.Throughput.of(facts, rows),
        rows,
        rows - errors.rows(),
        withoutLabel,
        withoutTruth,
        errors.rows(),
        errors.list(),
        given.list(),
        given.others(),
        histogram.bins(),
        evaluator.evaluation(label -> choices.contains(label) || given.has(label)).orElse(null),
        halves.flatMap(both -> CalibrationOutcome.of(both, facts.temperature())).orElse(null),
        leastConfident.rows());
  }

  /**
   * The calibration that was fitted; empty if none was wanted, or the rows do not say how sure the
   * model may be: fewer than 100 have truth and scores, or the model is never wrong.
   */
  public Optional<Calibration> calibration() {
    return Optional.ofNullable(findings().calibration())
        .map(outcome -> outcome.calibration(Math.max(1, choices.size())));
  }

  /** Writes {@code report.json}, in place of the one that is there. */
  public void writeJson(Path file) throws IOException {
    ObjectNode json = JSON.createObjectNode().put("generator", GENERATOR);
    json.setAll((ObjectNode) JSON.valueToTree(findings()));
    write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
  }

  /** Writes the page to read, which needs no other file and no network. */
  public void writeHtml(Path file) throws IOException {
    write(file, LabelPage.of(findings(), evaluator.cellRows()));
  }

  /** Whether a file is a report, and so may be written over by another. */
  public static boolean isOne(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String begin = new String(in.readNBytes(BYTES_WITH_GENERATOR), StandardCharsets.ISO_8859_1);
      return begin.contains("generator") && begin.contains('"' + GENERATOR + '"');
    }
  }

  /** What came of it in a few lines for a terminal. */
  public List<String> summary() {
    return SummaryText.lines(findings(), halves.isPresent());
  }

  private static void write(Path file, String text) throws IOException {
    Path incomplete = file.resolveSibling(file.getFileName() + ".incomplete");
    try {
      Files.writeString(incomplete, text, StandardCharsets.UTF_8);
      Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(incomplete);
    }
  }
}
