package io.mosaicgpt.model.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How one label fares.
 *
 * @param label its text
 * @param examples that have it
 * @param predicted examples that got it
 * @param correct examples that have it and got it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record LabelFigures(String label, int examples, int predicted, int correct) {
  /** The figures of every label, in their order. */
  static List<LabelFigures> of(ScoredExamples scored) {
    int labels = scored.labels().size();
    int[] examples = new int[labels];
    int[] predicted = new int[labels];
    int[] correct = new int[labels];
    for (int i = 0; i < scored.size(); i++) {
      examples[scored.truth(i)]++;
      predicted[scored.predicted(i)]++;
      correct[scored.truth(i)] += scored.predicted(i) == scored.truth(i) ? 1 : 0;
    }
    return IntStream.range(0, labels)
        .mapToObj(
            i -> new LabelFigures(scored.labels().get(i), examples[i], predicted[i], correct[i]))
        .toList();
  }

  /** Whether any example has or got it. */
  private boolean occurs() {
    return examples + predicted > 0;
  }

  /** Harmonic mean of precision and recall; 0 if nothing is correct. */
  private double f1() {
    return 2.0 * correct / (examples + predicted);
  }

  /** Mean F1 of the labels that an example has or got; the others are left out. */
  static double macroF1(List<LabelFigures> figures) {
    return figures.stream()
        .filter(LabelFigures::occurs)
        .mapToDouble(LabelFigures::f1)
        .average()
        .orElseThrow();
  }
}
