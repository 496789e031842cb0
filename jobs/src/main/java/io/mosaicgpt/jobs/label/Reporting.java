package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.job.Serving;
import io.mosaicgpt.jobs.label.report.LabelReport;
import io.mosaicgpt.model.checkpoint.Calibration;
import io.mosaicgpt.model.checkpoint.FileFault;
import io.mosaicgpt.model.generation.LabelOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to be told of a run besides its rows.
 *
 * @param title what was labelled
 * @param page where the report goes, if there is to be one
 * @param calibrated the directory that a fitted temperature goes to, if one is to be fitted
 * @param seed of the halves that it is fitted and measured on
 */
record Reporting(String title, Optional<Path> page, Optional<Path> calibrated, long seed) {
  private static final String ENDING = ".html";

  Reporting {
    requireNonNull(title, "title is null");
    requireNonNull(page, "page is null");
    requireNonNull(calibrated, "calibrated is null");
  }

  /**
   * What a user asks for.
   *
   * @throws BadInputException when it cannot be had
   */
  static Reporting of(LabelRequest request, Settings settings, Serving serving) {
    files(request).forEach(Reporting::requireReplaceable);
    return new Reporting(
        String.join(", ", request.inputs()),
        request.report().map(Reporting::page),
        request.calibrate().map(directory -> calibrated(directory, request, settings, serving)),
        serving.seed().orElse(0));
  }

  /** Whether anything is to be told. */
  boolean isWanted() {
    return page.isPresent() || calibrated.isPresent();
  }

  /** The files that a report is written to; none without one. */
  static List<Path> files(LabelRequest request) {
    return request.report().map(Reporting::page).stream()
        .flatMap(page -> Stream.of(page, json(page)))
        .toList();
  }

  private static Path page(String text) {
    Path page = path("--report", text);
    if (!text.endsWith(ENDING) || text.equals(ENDING)) {
      throw new BadInputException(
          "--report is '%s': name a file that ends in %s.".formatted(text, ENDING));
    }
    if (!Files.isDirectory(page.getParent())) {
      throw new BadInputException(
          "--report is '%s', and there is no directory %s: make it, or name another file."
              .formatted(text, page.getParent()));
    }
    return page;
  }

  private static void requireReplaceable(Path file) {
    try {
      if (Files.exists(file) && !LabelReport.isOne(file)) {
        throw new BadInputException(
            "--report would overwrite %s, which is no report of this program: name another file, or move it away."
                .formatted(file));
      }
    } catch (IOException e) {
      throw new BadInputException(
          "--report would overwrite %s, which cannot be read (%s): name another file."
              .formatted(file, FileFault.of(e)),
          e);
    }
  }

  private static Path calibrated(
      String directory, LabelRequest request, Settings settings, Serving serving) {
    if (request.labelColumn().isEmpty()) {
      throw new BadInputException(
          "--calibrate is given without --label-column: name the column with the true labels.");
    }
    LabelOptions options = serving.options().labels();
    if (serving.defaults().choices().isEmpty()
        || options.scoring() != LabelOptions.Scoring.SUM
        || options.calibration() != LabelOptions.Calibration.NONE
        || options.multi()) {
      throw new BadInputException(
          "--calibrate is given, but a temperature is for one of several labels whose scores are sums: give --choices, and leave out --label-scoring, --label-calibration and --multi-label.");
    }
    String given = directory.isEmpty() ? settings.get(ModelSettings.MODEL) : directory;
    Path path = path("--calibrate", given);
    if (!Files.isDirectory(path)) {
      throw new BadInputException(
          directory.isEmpty()
              ? "--calibrate is given, but model %s is no directory to write to: name one, --calibrate DIR."
                  .formatted(given)
              : "--calibrate is '%s', which is no directory.".formatted(given));
    }
    return path;
  }

  private static Path path(String flag, String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new BadInputException("%s is '%s', which is no path.".formatted(flag, text), e);
    }
  }

  /** The same as the page for programs. */
  private static Path json(Path page) {
    String name = page.getFileName().toString();
    return page.resolveSibling(name.substring(0, name.length() - ENDING.length()) + ".json");
  }

  /** Writes the page, if it was asked for. */
  void writePage(LabelReport report) throws IOException {
    if (page.isEmpty()) {
      return;
    }
    try {
      report.writeJson(json(page.get()));
      report.writeHtml(page.get());
    } catch (IOException e) {
      throw new IOException(
          "All rows are labelled, but the report %s cannot be written (%s); make room, and give the same command"
              .formatted(page.get(), FileFault.of(e)),
          e);
    }
  }

  /** Writes the temperature, if it was asked for and could be fitted; says where it is. */
  Optional<Path> writeCalibration(LabelReport report) throws IOException {
    Optional<Calibration> calibration = report.calibration();
    if (calibrated.isEmpty() || calibration.isEmpty()) {
      return Optional.empty();
    }
    calibration.get().write(calibrated.get());
    return Optional.of(calibrated.get().resolve(Calibration.FILE_NAME));
  }
}
