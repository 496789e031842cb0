package io.mosaicgpt.jobs.label.report;

import io.mosaicgpt.model.evaluation.ConfidenceRanking;
import io.mosaicgpt.model.evaluation.ConfusionMatrix;
import io.mosaicgpt.model.evaluation.Proportion;
import io.mosaicgpt.model.evaluation.ReliabilityCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Compares labels with the truth, row by row. */
final class Evaluator {
  private static final int MOST_LABELS = 1_000;
  private static final int COVERAGE_POINTS = 100;
  private static final List<Double> ACCURACIES = List.of(0.8, 0.9, 0.95, 0.99);

  private final ConfusionMatrix matrix = new ConfusionMatrix(MOST_LABELS);
  private final CellRows cellRows = new CellRows();
  private final ReliabilityCounts reliability = new ReliabilityCounts();
  private final ConfidenceRanking ranking = new ConfidenceRanking();
  private final Counts truths = new Counts();
  private long rows;
  private long correct;
  private long withoutLabel;
  private long beyond;

  /** Takes a row that has truth and an answer. */
  void add(LabelledRow row, Optional<Belief> belief) {
    rows++;
    String truth = row.truth().orElseThrow();
    truths.add(SafeText.name(truth));
    boolean counted;
    if (row.label().isPresent()) {
      correct += row.label().get().equals(truth) ? 1 : 0;
      counted = matrix.add(SafeText.name(truth), SafeText.name(row.label().get()));
    } else {
      withoutLabel++;
      counted = matrix.addWithout(SafeText.name(truth));
    }
    beyond += counted ? 0 : 1;
    if (belief.isPresent()) {
      boolean right = belief.get().label().equals(truth);
      reliability.add(belief.get().probability(), right);
      ranking.add(belief.get().probability(), right);
    }
    if (counted && row.label().isPresent()) {
      cellRows.add(KeptRow.of(row, belief));
    }
  }

  long rows() {
    return rows;
  }

  ConfusionMatrix matrix() {
    return matrix;
  }

  CellRows cellRows() {
    return cellRows;
  }

  /**
   * What came of it; empty without rows.
   *
   * @param known whether the run could give a label
   */
  Optional<Evaluation> evaluation(Predicate<String> known) {
    if (rows == 0) {
      return Optional.empty();
    }
    OptionalDouble auroc = ranking.auroc();
    return Optional.of(
        new Evaluation(
            rows,
            correct,
            withoutLabel,
            Proportion.of(correct, rows),
            matrix.macroF1().orElse(0),
            ranking.size(),
            auroc.isPresent() ? auroc.getAsDouble() : null,
            reliability.reliability().orElse(null),
            coverage(),
            targets(),
            matrix.figures().stream()
                .map(Evaluation.ByLabel::of)
                .sorted(
                    Comparator.comparingLong(Evaluation.ByLabel::support)
                        .reversed()
                        .thenComparing(Evaluation.ByLabel::label))
                .toList(),
            truths.list().stream().filter(truth -> !known.test(truth.name())).toList(),
            matrix.confusions(Integer.MAX_VALUE),
            beyond));
  }

  private List<Evaluation.Coverage> coverage() {
    List<Evaluation.Coverage> points = new ArrayList<>();
    for (int i = 1; ranking.size() > 0 && i <= COVERAGE_POINTS; i++) {
      double share = (double) i / COVERAGE_POINTS;
      points.add(
          new Evaluation.Coverage(share, ranking.accuracy(share), ranking.confidence(share)));
    }
    return points;
  }

  private List<Evaluation.Target> targets() {
    return ranking.size() == 0
        ? List.of()
        : ACCURACIES.stream()
            .map(accuracy -> new Evaluation.Target(accuracy, ranking.most(accuracy).orElse(null)))
            .toList();
  }
}
