package io.mosaicgpt.jobs.label.report;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * A row of a labelled file.
 *
 * @param source name of the file it came from
 * @param line there, from 1
 * @param truth the label it should have; empty if nobody knows
 * @param label it was given, which may be a fallback; empty if none
 * @param confidence probability of the label, from 0 to 1; NaN where there is none
 * @param scores probability of every label to choose from; empty if not known
 * @param text that was labelled
 * @param errorCode why it has no answer; empty if it has one
 * @param errorMessage the same as a sentence
 */
public record LabelledRow(
    String source,
    long line,
    Optional<String> truth,
    Optional<String> label,
    double confidence,
    Map<String, Double> scores,
    String text,
    Optional<String> errorCode,
    Optional<String> errorMessage) {
  public LabelledRow {
    requireNonNull(source, "source is null");
    requireNonNull(truth, "truth is null");
    requireNonNull(label, "label is null");
    requireNonNull(scores, "scores is null");
    requireNonNull(text, "text is null");
    requireNonNull(errorCode, "errorCode is null");
    requireNonNull(errorMessage, "errorMessage is null");
  }
}
