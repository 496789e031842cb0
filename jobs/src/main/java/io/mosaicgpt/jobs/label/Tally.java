package io.mosaicgpt.jobs.label;

import io.mosaicgpt.jobs.label.report.LabelledRow;
import io.mosaicgpt.jobs.terminal.Plural;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts results. */
final class Tally {
  private long rows;
  private final Map<String, Long> errors = new TreeMap<>();

  void add(LabelledRow row) {
    rows++;
    row.errorCode().ifPresent(code -> errors.merge(code, 1L, Long::sum));
  }

  long rows() {
    return rows;
  }

  long refused() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /** One line for people. */
  String sentence() {
    if (errors.isEmpty()) {
      return rows == 1 ? "1 row, answered." : "%,d rows, all answered.".formatted(rows);
    }
    String codes =
        errors.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .map(error -> "%,d %s".formatted(error.getValue(), error.getKey()))
            .collect(Collectors.joining(", "));
    return "%s: %,d answered, %s (%s)."
        .formatted(
            Plural.of(rows, "row"), rows - refused(), Plural.of(refused(), "error row"), codes);
  }
}
