package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.file.table.ShotSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a user asks of a labelling besides the settings of the job.
 *
 * @param inputs files, directories and globs, or {@code -} alone for standard input
 * @param output a file or directory
 * @param textColumn the column to label; found if not given
 * @param labelColumn the column with the true labels, if there is one
 * @param limit the first rows at most; 0 for all
 * @param sample as many rows, chosen by chance; 0 for all
 * @param delimiter of separated values; the file's name tells if not given
 * @param format of the output; its name tells if not given
 * @param examples how rows are shown examples, if they are
 * @param maxErrors error rows after which the run stops
 * @param report a file for the report, if there is to be one
 * @param calibrate where a fitted temperature goes, if one is to be fitted; empty for the model's
 *     directory
 * @param restart whether what an earlier run has left is given up
 */
public record LabelRequest(
    List<String> inputs,
    String output,
    Optional<String> textColumn,
    Optional<String> labelColumn,
    long limit,
    int sample,
    Optional<Character> delimiter,
    Optional<OutputKind> format,
    Optional<Examples> examples,
    long maxErrors,
    Optional<String> report,
    Optional<String> calibrate,
    boolean restart) {
  /**
   * Examples that a row's prompt shows before the row.
   *
   * @param file of texts and their labels
   * @param perRow how many
   * @param selection which
   */
  public record Examples(Path file, int perRow, ShotSelection selection) {
    public Examples {
      requireNonNull(file, "file is null");
      requireNonNull(selection, "selection is null");
    }
  }

  public LabelRequest {
    inputs = List.copyOf(inputs);
    requireNonNull(output, "output is null");
    requireNonNull(textColumn, "textColumn is null");
    requireNonNull(labelColumn, "labelColumn is null");
    requireNonNull(delimiter, "delimiter is null");
    requireNonNull(format, "format is null");
    requireNonNull(examples, "examples is null");
    requireNonNull(report, "report is null");
    requireNonNull(calibrate, "calibrate is null");
  }
}
