package io.mosaicgpt.jobs.label.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a report says of a run besides its rows.
 *
 * @param title what was labelled, such as the input's name
 * @param settings names and values of settings, hashes and versions, in the order to be shown
 * @param labels to choose from; empty if the answers are no choice
 * @param temperature of the calibration that the scores were computed with; 1 without
 * @param seconds that the run took; 0 if not known
 * @param promptTokens that were read; 0, as the others, if not known
 * @param generatedTokens that were written
 */
public record RunFacts(
    String title,
    Map<String, String> settings,
    List<String> labels,
    double temperature,
    double seconds,
    long promptTokens,
    long generatedTokens) {
  public RunFacts {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    labels = List.copyOf(labels);
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException("the temperature is " + temperature);
    }
  }
}
