package io.mosaicgpt.model.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.OptionalDouble;

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
    return ConfusionMatrix.of(scored).figures();
  }

  /** Whether any example has or got it. */
  private boolean occurs() {
    return examples + predicted > 0;
  }

  /** Share of the examples that got it which have it; 0 if none got it. */
  public double precision() {
    return predicted == 0 ? 0 : (double) correct / predicted;
  }

  /** Share of the examples that have it which got it; 0 if none has it. */
  public double recall() {
    return examples == 0 ? 0 : (double) correct / examples;
  }

  /** Harmonic mean of precision and recall; 0 if nothing is correct. */
  public double f1() {
    return occurs() ? 2.0 * correct / (examples + predicted) : 0;
  }

  /** Mean F1 of the labels that an example has or got; the others are left out. */
  static OptionalDouble macroF1(List<LabelFigures> figures) {
    return figures.stream().filter(LabelFigures::occurs).mapToDouble(LabelFigures::f1).average();
  }
}
