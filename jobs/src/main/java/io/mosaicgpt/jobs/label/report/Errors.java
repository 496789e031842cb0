package io.mosaicgpt.jobs.label.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows with an error, by its code. */
final class Errors {
  /** Codes that have examples: there are a handful. */
  private static final int MOST_CODES = 100;

  private static final int MOST_EXAMPLES = 5;
  private static final Comparator<Findings.ErrorRow> FIRST_OF_THE_FILES =
      Comparator.comparing(Findings.ErrorRow::source).thenComparing(Findings.ErrorRow::line);

  private final Counts codes = new Counts();
  private final Map<String, List<Findings.ErrorRow>> examples = new HashMap<>();
  private long rows;

  void add(LabelledRow row) {
    rows++;
    String code = SafeText.name(row.errorCode().orElseThrow());
    codes.add(code);
    if (examples.size() < MOST_CODES || examples.containsKey(code)) {
      List<Findings.ErrorRow> kept = examples.computeIfAbsent(code, c -> new ArrayList<>());
      kept.add(
          new Findings.ErrorRow(
              SafeText.text(row.source()),
              row.line(),
              SafeText.text(row.errorMessage().orElse(""))));
      kept.sort(FIRST_OF_THE_FILES);
      if (kept.size() > MOST_EXAMPLES) {
        kept.remove(MOST_EXAMPLES);
      }
    }
  }

  long rows() {
    return rows;
  }

  List<Findings.ErrorCode> list() {
    return codes.list().stream()
        .map(
            code ->
                new Findings.ErrorCode(
                    code.name(),
                    code.rows(),
                    List.copyOf(examples.getOrDefault(code.name(), List.of()))))
        .toList();
  }
}
