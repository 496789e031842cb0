package io.mosaicgpt.jobs.label.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Comparator;
import java.util.Optional;

/**
 * A row that a report shows.
 *
 * @param source name of the file it came from
 * @param line there
 * @param truth the label it should have; null if not known
 * @param label it was given; null if none
 * @param likeliest the likeliest label; null if not known
 * @param runnerUp the second likeliest; null if not known
 * @param text its beginning
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeptRow(
    String source,
    long line,
    String truth,
    String label,
    Belief likeliest,
    Belief runnerUp,
    String text) {
  /** The least sure first, of equally sure ones the first of the files. */
  static final Comparator<KeptRow> LEAST_SURE =
      Comparator.comparingDouble(KeptRow::sureness)
          .thenComparing(KeptRow::source)
          .thenComparingLong(KeptRow::line);

  /** The surest first, of equally sure ones the first of the files. */
  static final Comparator<KeptRow> SUREST =
      Comparator.<KeptRow>comparingDouble(row -> -row.sureness())
          .thenComparing(KeptRow::source)
          .thenComparingLong(KeptRow::line);

  static KeptRow of(LabelledRow row, Optional<Belief> likeliest) {
    return new KeptRow(
        SafeText.text(row.source()),
        row.line(),
        row.truth().map(SafeText::name).orElse(null),
        row.label().map(SafeText::name).orElse(null),
        likeliest.map(Belief::safe).orElse(null),
        likeliest.flatMap(first -> Belief.second(row, first)).map(Belief::safe).orElse(null),
        SafeText.text(row.text()));
  }

  private double sureness() {
    return likeliest == null ? 0 : likeliest.probability();
  }
}
