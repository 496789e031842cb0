package io.mosaicgpt.operators.file.table;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;

/**
 * Names of the columns that a result adds to those of its row. One whose name the input has already
 * gets another: {@code label} becomes {@code predicted_label}.
 *
 * @param label the label; null without one
 * @param labels with several labels the choices that hold, a list
 * @param confidence probability of the label
 * @param labelScores probabilities of all choices, an object
 * @param outputText what was generated, or the label
 * @param errorCode why there is no answer, for programs; null for an answer
 * @param errorMessage the same for people
 * @param sourcePath file of the row
 * @param sourceLine number of the row's first line there, from 1
 * @param error of a row that could not be read: code, message, line and its first 4 KiB as text, an
 *     object
 */
public record ResultColumns(
    String label,
    String labels,
    String confidence,
    String labelScores,
    String outputText,
    String errorCode,
    String errorMessage,
    String sourcePath,
    String sourceLine,
    String error)
    implements Serializable {
  private static final String PREFIX = "predicted_";

  public ResultColumns {
    requireNonNull(label, "label is null");
  }

  /** The names beside those of the input's columns. */
  public static ResultColumns beside(Collection<String> taken) {
    return new ResultColumns(
        free("label", taken),
        free("labels", taken),
        free("confidence", taken),
        free("label_scores", taken),
        free("output_text", taken),
        free("error_code", taken),
        free("error_message", taken),
        free("source_path", taken),
        free("source_line", taken),
        free("error", taken));
  }

  private static String free(String name, Collection<String> taken) {
    String free = name;
    while (taken.contains(free)) {
      free = PREFIX + free;
    }
    return free;
  }

  /** Those of a table whose cells are texts, in their order. */
  public List<String> ofTexts() {
    return List.of(label, confidence, outputText, errorCode, errorMessage, sourcePath, sourceLine);
  }
}
